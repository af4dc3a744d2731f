export {
  type ConnectorPaths,
  connectorPaths,
  type FindOptions,
  findConnector,
  nameFromList,
} from './find-connector.ts';
export * as settingsProblems from './problems.ts';
export { readConnectorSettings, type SettingsFile } from './read-settings.ts';
export { type ConnectorSettings, connectorJsonSchema } from './schema.ts';
export { asTexts, tableConfigOf } from './table-config.ts';
export { withSettings } from './with-settings.ts';
