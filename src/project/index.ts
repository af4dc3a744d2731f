export { withDependsOn } from './fix-depends-on.ts';
export { layerProblems } from './layer-problems.ts';
export { type LoadOptions, loadProject } from './load-project.ts';
export * as projectProblems from './problems.ts';
export { readSchemaFile, writeSchemaFile } from './schema-files.ts';
export {
  type EngineName,
  type FileFormat,
  type FileSource,
  type Kind,
  type Layer,
  layers,
  type OptionValue,
  type Project,
  type SearchIndexConfig,
  type Source,
  type SourceOptions,
  type Storage,
  type Table,
  type Target,
  type Transformation,
  type UndecidedSource,
  type VectorConfig,
} from './types.ts';
export { configJsonSchema } from './write-schema.ts';
