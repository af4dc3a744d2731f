export {
  corpusModelFromBytes,
  type Embedder,
  HttpEmbedder,
  learnCorpusModel,
  loadStaticEmbedder,
} from './embed/index.ts';
export * as embedProblems from './embed/problems.ts';
export * as searchProblems from './problems.ts';
export {
  type EmbeddedIndex,
  type FrozenModel,
  type IndexInfo,
  openEmbeddedIndex,
} from './sqlite/embedded-index.ts';
export type { MirrorEmbedder, MirrorOptions, MirrorResult } from './sqlite/mirror.ts';
export type {
  FacetCount,
  Hit,
  IndexRecord,
  IndexSchema,
  SearchMode,
  SearchRequest,
  SearchResult,
} from './types.ts';
