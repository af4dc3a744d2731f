export type { CategoryMap } from './categories.ts';
export {
  type Discovered,
  type DiscoverRequest,
  discoverTables,
  type TableSource,
} from './discover-tables.ts';
export { connectorName, locateConnector } from './locate-connector.ts';
export { type ListRequest, makeList } from './make-list.ts';
export type { Merged } from './merge.ts';
export * as discoverProblems from './problems.ts';
export { readCategoryMap } from './read-category-map.ts';
export { type ConnectorOptions, readOptions, resolveOptions } from './read-options.ts';
export { readSpec } from './read-spec.ts';
