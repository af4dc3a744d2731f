import type { ConnectorTable } from '../types.ts';
import { knownColumns, mainColumns } from './columns.ts';
import type { RowValues } from './list-file.ts';

/** A table as the cells of its row. Cells without anything in them are missing. */
export function tableValues(table: ConnectorTable): RowValues {
  const { primaryKeys, tableConfiguration } = table;
  const values: RowValues = {
    source_table: table.sourceTable,
    pipeline_group: table.pipelineGroup,
    schedule: table.schedule,
    category: table.category === '' ? undefined : table.category,
    ingestion_type: table.ingestionType,
    connection_name: table.connectionName,
    destination_catalog: table.destinationCatalog,
    destination_schema: table.destinationSchema,
    destination_table: table.destinationTable,
    weight: table.weight,
    rows: table.rows,
    bytes: table.bytes,
    calls: table.calls,
    primary_keys: primaryKeys.length > 0 ? primaryKeys : undefined,
    cursor_field: table.cursorField,
    table_config: Object.keys(tableConfiguration).length > 0 ? tableConfiguration : undefined,
    ...table.otherColumns,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The columns of a new list: the main ones, and those in which any table has something. */
export function columnsOf(rows: readonly RowValues[]): string[] {
  const used = new Set(rows.flatMap((row) => Object.keys(row)));
  const known = knownColumns.filter((name) => used.has(name));
  return [...new Set([...mainColumns, ...known, ...used])];
}

/** What is different in the second row; a cell that it does not have is undefined there. */
export function differences(before: RowValues, after: RowValues): RowValues {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const different = columns.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(different.map((name) => [name, after[name]]));
}
