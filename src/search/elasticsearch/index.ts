export {
  type AliasTarget,
  guardAlias,
  lookBehindAlias,
  swapAlias,
  writeIndexOf,
} from './aliases.ts';
export { elasticsearchTarget, type TargetOptions } from './bulk-target.ts';
export { compareMapping, type MappingDifference } from './compare-mapping.ts';
export {
  type ClusterFacts,
  type ClusterHealth,
  connectElasticsearch,
  type ElasticsearchConnection,
  type RawAnswer,
  type RawRequest,
} from './connect.ts';
export { type DocumentToDelete, deleteDocuments } from './delete-documents.ts';
export { type EnsuredIndex, ensureIndex, type WantedIndex } from './ensure-index.ts';
export {
  type HashRanges,
  openHashRanges,
  type StampedDocument,
} from './hash-ranges.ts';
export { type IndexBody, type IndexDefinition, indexBody } from './index-body.ts';
export { type Placeholders, readTemplate, type UserTemplate } from './index-template.ts';
export { applyInPlace, putMapping, readIndex } from './live-index.ts';
export { restoreAfterLoad, tuneForLoad } from './load-tuning.ts';
export { patiently } from './patiently.ts';
export {
  countDocuments,
  deleteIndex,
  listPhysical,
  nextPhysicalName,
  refreshIndex,
} from './physical-names.ts';
export * as elasticProblems from './problems.ts';
export { type SampledDocument, sampleDocuments } from './sample-documents.ts';
export { schemaOfMapping } from './schema-of-mapping.ts';
export { type ElasticsearchSettings, parseNodes, settingsFromEnvironment } from './settings.ts';
export {
  type ElasticsearchStateStore,
  elasticsearchStateStore,
  type StateStoreOptions,
} from './state-store.ts';
export { errorOfAnswer } from './translate-error.ts';
