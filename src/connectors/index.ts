export { balanceProblems } from './balance/index.ts';
export {
  type CategoryMap,
  type ConnectorOptions,
  connectorName,
  type Discovered,
  type DiscoverRequest,
  discoverProblems,
  discoverTables,
  locateConnector,
  type Merged,
  makeList,
  readCategoryMap,
  readOptions,
  resolveOptions,
  type TableSource,
} from './discover/index.ts';
export {
  type CheckedBundle,
  checkBundle,
  generateProblems,
  type PreparedBundle,
  prepareBundle,
} from './generate/index.ts';
export {
  type Check as ConnectorCheck,
  type ConnectionOutcome,
  type ConnectorRunEvent,
  chooseTarget,
  connect,
  createConnection,
  deployConnector,
  examine,
  type OpenConnector,
  openConnector,
  operateProblems,
  prepareConnection,
  readSpecNeeds,
  runGroups,
  tableOptionsOf,
} from './operate/index.ts';
export type { Grouping } from './plan/grouping.ts';
export { defaultSchedules } from './plan/schedules.ts';
export {
  type ConnectorPaths,
  type ConnectorSettings,
  connectorJsonSchema,
  connectorPaths,
  findConnector,
  readConnectorSettings,
  settingsProblems,
  tableConfigOf,
  withSettings,
} from './settings/index.ts';
export { readTableList, tableListProblems, writeTableList } from './table-list/index.ts';
export type { ConnectorTable } from './types.ts';
