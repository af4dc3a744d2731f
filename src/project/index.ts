export {
  type DefinedTable,
  isDefinedTable,
  type TableDefinition,
  type TransformationContext,
  table,
} from './define-table.ts';
export { withDependsOn } from './fix-depends-on.ts';
export { layerProblems } from './layer-problems.ts';
export { type LoadOptions, loadProject } from './load-project.ts';
export * as projectProblems from './problems.ts';
export { readSchemaFile, schemaFilePath, writeSchemaFile } from './schema-files.ts';
export {
  type EngineName,
  engines,
  type FileFormat,
  type FileSource,
  fileFormats,
  type Kind,
  kinds,
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
