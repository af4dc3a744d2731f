/** The original toolkit's columns. A list that Headrace writes has them all, first and in this order. */
export const mainColumns = [
  'source_table',
  'pipeline_group',
  'schedule',
  'category',
  'ingestion_type',
] as const;

/** Columns that stand in a list only where a table has something in them. */
const optionalColumns = [
  'connection_name',
  'destination_catalog',
  'destination_schema',
  'destination_table',
  'weight',
  'rows',
  'bytes',
  'calls',
  'primary_keys',
  'cursor_field',
  'table_config',
] as const;

/** Columns that mean something to Headrace. All others are kept as they are. */
export const knownColumns = [...mainColumns, ...optionalColumns] as const;
export type KnownColumn = (typeof knownColumns)[number];

export function isKnownColumn(name: string): name is KnownColumn {
  return knownColumns.some((known) => known === name);
}

/** The name that a heading stands for: `Source Table` and `source-table` are `source_table`. */
export function columnName(heading: string): string {
  const name = heading
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return isKnownColumn(name) ? name : heading.trim();
}
