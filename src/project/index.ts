export {
  type BundleConfig,
  buildNotifications,
  type ComputeConfig,
  type Grants,
  type Identity,
  type LoaderConfig,
  type NotificationsConfig,
  type Permission,
  type PipelineGroup,
} from './build-bundle.ts';
export type { CiConfig, CiTarget } from './build-ci.ts';
export {
  computeSchema,
  notificationsSchema,
  permissionsSchema,
  presetsSchema,
  runAsSchema,
  settingsSchema,
} from './bundle-schema.ts';
export { type CheckedSettings, checkSettings } from './check-settings.ts';
export { expectation } from './expectation.ts';
export { withDependsOn } from './fix-depends-on.ts';
export { layerProblems } from './layer-problems.ts';
export { type LoadOptions, loadProject } from './load-project.ts';
export { importUserFile, type UserModule } from './load-typescript.ts';
export { classicKeys } from './merge-compute.ts';
export * as projectProblems from './problems.ts';
export { readSchemaFile, writeSchemaFile } from './schema-files.ts';
export { isSecretName } from './secrets.ts';
export {
  type Connection,
  type EngineName,
  engines,
  type FileFormat,
  type FileSource,
  type Kind,
  type Layer,
  type LoadConfig,
  layers,
  type MapConfig,
  type NotifyConfig,
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
