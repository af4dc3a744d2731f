import { resolve } from 'node:path';
import { HeadraceError, resolveLate } from '../kernel/index.ts';
import type { Project, SearchIndexConfig, VectorConfig } from '../project/index.ts';
import type { Embedder, FrozenModel, MirrorEmbedder } from '../search/index.ts';
import { unresolvedSecret } from './problems.ts';

export interface EmbedderOptions {
  /** Learn from the corpus even where a model is frozen with the index. */
  readonly relearn: boolean;
  readonly frozen: FrozenModel | undefined;
  /** The texts of all records, for an embedder that learns from them. */
  readonly texts: () => AsyncIterable<string>;
  readonly signal: AbortSignal;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** What embeds the records of an index; undefined where there is nothing to embed. */
export async function recordEmbedder(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
  options: EmbedderOptions,
): Promise<MirrorEmbedder | undefined> {
  const { vector } = config;
  if (!vector || vector.embedder === 'column') return undefined;
  if (vector.embedder !== 'corpus') return outsideEmbedder(project, config, vector);

  const { corpusModelFromBytes, learnCorpusModel } = await import('../search/index.ts');
  const { frozen, signal, relearn, onProgress } = options;
  const known = frozen && !relearn ? corpusModelFromBytes(frozen.bytes) : undefined;
  const model =
    known?.dimensions === vector.dimensions
      ? known
      : await learnCorpusModel(options.texts(), {
          dimensions: vector.dimensions,
          signal,
          onProgress: (progress) =>
            onProgress?.(
              progress.stage === 'reading'
                ? `learning from ${progress.texts} texts`
                : `learning word meanings, ${Math.floor(progress.fraction * 100)} %`,
            ),
        });
  return { name: model.name, model: model.toBytes(), embed: (texts, stop) => model.embed(texts, stop) };
}

/** What embeds the queries to an index, the way its records were. */
export async function queryEmbedder(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
  frozen: FrozenModel | undefined,
): Promise<Embedder | undefined> {
  const { vector } = config;
  if (!vector || vector.embedder === 'column') return undefined;
  if (vector.embedder !== 'corpus') return outsideEmbedder(project, config, vector);
  const { corpusModelFromBytes } = await import('../search/index.ts');
  return frozen && corpusModelFromBytes(frozen.bytes);
}

type OutsideVectors = Extract<VectorConfig, { embedder: 'static' | 'http' }>;

/** An embedder whose model lies outside the index. */
async function outsideEmbedder(
  project: Pick<Project, 'root'>,
  config: SearchIndexConfig,
  vector: OutsideVectors,
): Promise<Embedder> {
  const { HttpEmbedder, loadStaticEmbedder } = await import('../search/index.ts');
  const { dimensions } = vector;
  if (vector.embedder === 'static') {
    return loadStaticEmbedder(resolve(project.root, vector.model), { dimensions });
  }
  const { url, model } = vector;
  const apiKey = vector.apiKey && resolveSecret(config, vector.apiKey);
  return new HttpEmbedder({ url, model, dimensions, apiKey });
}

/** @throws HeadraceError that names the reference, never a value. */
function resolveSecret(config: SearchIndexConfig, reference: string): string {
  const resolved = resolveLate(reference, process.env);
  if ('value' in resolved) return resolved.value;
  const problem = unresolvedSecret({ reference: resolved.missing.join(', '), index: config.name }, config.at);
  throw new HeadraceError(problem);
}
