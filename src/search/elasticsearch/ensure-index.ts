import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { addGuardAlias, guardAlias, lookBehindAlias, writeIndexOf } from './aliases.ts';
import { flatSettings } from './compare-mapping.ts';
import type { ElasticsearchConnection } from './connect.ts';
import type { IndexBody } from './index-body.ts';
import { analyzerMissing, indexRefused } from './problems.ts';
import { errorOfAnswer, reasonOfAnswer, typeOfAnswer } from './translate-error.ts';

export interface WantedIndex {
  /** What everybody reads and writes through; absent: only the physical index, for building it aside. */
  readonly alias?: string;
  /** The index to create where the alias leads nowhere yet. */
  readonly physical: string;
  readonly body: IndexBody;
}

export interface EnsuredIndex {
  /** Where writes go: behind an existing alias that may be another index than the one wanted. */
  readonly physical: string;
  /** Whether it was created just now. */
  readonly created: boolean;
  /** The alias to write through, with `requireAlias`. */
  readonly writeTo: string;
}

/**
 * Makes sure that there is an index to write to, and the alias. Index and alias come into being
 * together; of two that create them at once, both find the same in the end. What exists is left as
 * it is: see `compareMapping` for how it differs from what is wanted.
 *
 * @throws HeadraceError when an index has the alias's name, when the alias has several indexes and none to
 * write to, and when Elasticsearch does not accept the description.
 */
export async function ensureIndex(
  cluster: ElasticsearchConnection,
  { alias, physical, body }: WantedIndex,
  signal?: AbortSignal,
): Promise<EnsuredIndex> {
  const live = alias === undefined ? undefined : await lookBehindAlias(cluster, alias, signal);
  if (alias !== undefined && live !== undefined)
    return {
      physical: writeIndexOf(alias, live, cluster.peer.cluster),
      created: false,
      writeTo: alias,
    };
  const created = await create(cluster, physical, alias, body, signal);
  if (alias === undefined) {
    if (!created) await addGuardAlias(cluster, physical, signal);
    return { physical, created, writeTo: guardAlias(physical) };
  }
  if (!created) {
    const add = { index: physical, alias };
    await cluster.ask(
      (client, options) => client.indices.updateAliases({ actions: [{ add }] }, options),
      signal,
    );
  }
  // Somebody may have made the alias at the same moment, for another index.
  const after = (await lookBehindAlias(cluster, alias, signal)) ?? {
    indexes: [physical],
    writeIndex: physical,
  };
  return { physical: writeIndexOf(alias, after, cluster.peer.cluster), created, writeTo: alias };
}

/** @returns whether it was us: false if it was there. */
async function create(
  cluster: ElasticsearchConnection,
  physical: string,
  alias: string | undefined,
  body: IndexBody,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const aliases = {
    [guardAlias(physical)]: { is_hidden: true },
    ...(alias === undefined ? {} : { [alias]: {} }),
  };
  const json = { settings: { index: flatSettings(body.settings) }, mappings: body.mappings, aliases };
  const answer = await cluster.send(
    { method: 'PUT', path: `/${encodeURIComponent(physical)}`, json },
    signal,
  );
  if (answer.status < 400) return true;
  if (typeOfAnswer(answer.body) === 'resource_already_exists_exception') return false;
  if (answer.status !== 400) throw errorOfAnswer(answer.status, answer.body, cluster.peer);
  const detail = reasonOfAnswer(answer.status, answer.body);
  const analyzer = /analyzer \[(\w+)\] has not been configured/.exec(detail)?.[1];
  const { cluster: name } = cluster.peer;
  throw new HeadraceError(
    analyzer === undefined
      ? indexRefused({ index: physical, cluster: name, detail })
      : analyzerMissing({ analyzer, cluster: name }),
    { exitCode: exitCode.usage },
  );
}
