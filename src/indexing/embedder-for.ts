import type { Project, SearchIndexConfig } from '../project/index.ts';
import type { Embedder, FrozenModel, MirrorEmbedder } from '../search/index.ts';

export interface EmbedderOptions {
  readonly relearn: boolean;
  readonly frozen: FrozenModel | undefined;
  readonly texts: () => Iterable<string> | AsyncIterable<string>;
  readonly signal?: AbortSignal;
}

export async function embedderFor(
  _project: Project,
  _config: SearchIndexConfig,
  _options: EmbedderOptions,
): Promise<(Embedder & MirrorEmbedder) | undefined> {
  return undefined;
}
