import { contentHash } from '../../kernel/index.ts';
import { type Budget, createBudget } from '../../load/index.ts';
import type { ElasticsearchConnection, ElasticsearchSettings } from '../../search/elasticsearch/index.ts';
import { reachElasticsearch } from '../target/elasticsearch-target.ts';

export interface SharedCluster {
  readonly connection: ElasticsearchConnection;
  /** What all loads into this cluster may ask of it together. */
  readonly budget: Budget;
}

/** Clusters that loads share: each is reached once, and has one budget. */
export class Clusters {
  readonly #batchSize: number;
  readonly #signal: AbortSignal;
  readonly #known = new Map<string, { connection: Promise<ElasticsearchConnection>; budget: Budget }>();

  /** @param batchSize records in the first request to each. */
  constructor(batchSize: number, signal: AbortSignal) {
    this.#batchSize = batchSize;
    this.#signal = signal;
  }

  /** @throws HeadraceError (exit code 5) as long as it is out of reach. */
  async reach(settings: ElasticsearchSettings): Promise<SharedCluster> {
    const key = contentHash({ ...settings, nodes: [...(settings.nodes ?? [])].sort() });
    const known = this.#known.get(key) ?? {
      connection: reachElasticsearch(settings, this.#signal),
      budget: createBudget({ batchSize: this.#batchSize }),
    };
    this.#known.set(key, known);
    return { connection: await known.connection, budget: known.budget };
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled([...this.#known.values()].map(({ connection }) => connection));
    await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }
}
