export { type ModeRequest, type SearchMode, searchByMode } from './client/by-mode.ts';
export * as queryProblems from './client/problems.ts';
export type {
  Analyzer,
  Bounds,
  CommonRequest,
  Document,
  Explanation,
  Facet,
  Fields,
  FieldType,
  Filter,
  Health,
  HybridRequest,
  KeywordRequest,
  Page,
  QueryClient,
  QueryHit,
  QuerySchema,
  SemanticRequest,
  Sort,
  Suggestion,
  SuggestRequest,
  TextRequest,
  Value,
} from './client/types.ts';
export {
  corpusModelFromBytes,
  type Embedder,
  HttpEmbedder,
  learnCorpusModel,
  loadStaticEmbedder,
} from './embed/index.ts';
export * as embedProblems from './embed/problems.ts';
export {
  type ElasticsearchOptions,
  openQueryClient,
  type QueryClientOptions,
  type SqliteOptions,
} from './open-query-client.ts';
export * as searchProblems from './problems.ts';
export {
  type EmbeddedIndex,
  type FrozenModel,
  type IndexInfo,
  openEmbeddedIndex,
} from './sqlite/embedded-index.ts';
export type { DocumentToRemove } from './sqlite/load/document-writer.ts';
export {
  openSqliteHashRanges,
  type SqliteHashRanges,
  type SqliteSampledDocument,
  type SqliteStampedKey,
} from './sqlite/load/hash-ranges.ts';
export * as loadedIndexProblems from './sqlite/load/problems.ts';
export { removeSqliteDocuments } from './sqlite/load/remove-documents.ts';
export {
  type SqliteStateStore,
  type SqliteStateStoreOptions,
  sqliteStateStore,
} from './sqlite/load/state-store.ts';
export {
  existingSqliteTarget,
  type SqliteTarget,
  type SqliteTargetOptions,
  sqliteTarget,
} from './sqlite/load/target.ts';
export type { MirrorEmbedder, MirrorOptions, MirrorResult } from './sqlite/mirror.ts';
export { wordsVersion } from './sqlite/stored-text.ts';
export type { IndexRecord, IndexSchema } from './types.ts';
