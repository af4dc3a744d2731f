export type {
  BundleConfig,
  ComputeConfig,
  Grants,
  Identity,
  LoaderConfig,
  NotificationsConfig,
  Permission,
  PipelineGroup,
} from './build-bundle.ts';
export type { CiConfig, CiTarget } from './build-ci.ts';
export { withDependsOn } from './fix-depends-on.ts';
export { resolveLate } from './late-references.ts';
export { layerProblems } from './layer-problems.ts';
export { type LoadOptions, loadProject } from './load-project.ts';
export * as projectProblems from './problems.ts';
export { readSchemaFile, writeSchemaFile } from './schema-files.ts';
export {
  type Connection,
  type EngineName,
  type FileFormat,
  type FileSource,
  type Kind,
  type Layer,
  type LoadConfig,
  layers,
  type MapConfig,
  type OptionValue,
  type Project,
  type SearchConfig,
  type SearchIndexConfig,
  type Source,
  type SourceOptions,
  type Storage,
  type SyncConfig,
  type Table,
  type TableIndexConfig,
  type Target,
  type Transformation,
  type UndecidedSource,
  type VectorConfig,
} from './types.ts';
export { configJsonSchema } from './write-schema.ts';
