import type { Problem } from '../../kernel/index.ts';
import type { ConnectorTable } from '../types.ts';
import { unknownTable } from './problems.ts';
import type { SettingsFile } from './read-settings.ts';
import type { TableSettings } from './schema.ts';
import { asTexts } from './table-config.ts';

/**
 * The tables with what connector.yml says of them under `tables:`, which wins over the list. (What it says of
 * all tables is no part of them: each command applies it where it belongs.)
 *
 * @param list how messages name the table list.
 */
export function withSettings(
  tables: readonly ConnectorTable[],
  { settings, at }: Pick<SettingsFile, 'settings' | 'at'>,
  list: string,
): { readonly tables: readonly ConnectorTable[]; readonly problems: readonly Problem[] } {
  const said = settings.tables ?? {};
  const names = new Set(tables.map(({ sourceTable }) => sourceTable));
  const unknown = Object.keys(said).filter((table) => !names.has(table));
  return {
    tables: tables.map((table) => {
      const own = Object.hasOwn(said, table.sourceTable) ? said[table.sourceTable] : undefined;
      return own === undefined ? table : changed(table, own);
    }),
    problems: unknown.map((table) => unknownTable({ table, names: [...names], list }, at(['tables', table]))),
  };
}

function changed(table: ConnectorTable, own: TableSettings): ConnectorTable {
  const { category, ingestion_type: ingestionType, weight, rows, bytes, calls } = own;
  const { connection_name: connectionName, destination_catalog: destinationCatalog } = own;
  const { destination_schema: destinationSchema, destination_table: destinationTable } = own;
  return {
    ...table,
    ...(category !== undefined && { category, categorySource: 'map' as const }),
    ...(ingestionType !== undefined && { ingestionType }),
    ...(weight !== undefined && { weight }),
    ...(rows !== undefined && { rows }),
    ...(bytes !== undefined && { bytes }),
    ...(calls !== undefined && { calls }),
    ...(connectionName !== undefined && { connectionName }),
    ...(destinationCatalog !== undefined && { destinationCatalog }),
    ...(destinationSchema !== undefined && { destinationSchema }),
    ...(destinationTable !== undefined && { destinationTable }),
    tableConfiguration: { ...table.tableConfiguration, ...asTexts(own.table_config) },
  };
}
