import type { FileSource, OptionValue, Table } from '../../project/index.ts';
import { sparkIdentifier, sparkLiteral, sparkReaderOptions } from '../../sql/index.ts';
import { pathPattern } from './path-variables.ts';

/** Column name -> neutral type, which is Spark's notation. */
export type Columns = Readonly<Record<string, string>>;

/**
 * The raw files of a table as a SELECT for Databricks: exactly the columns that are known, in their order.
 * Files are read as the embedded engine reads them: quotes as in RFC 4180, and a value that does not fit its
 * type is an error, never a NULL.
 */
export function selectFiles(table: Table, source: FileSource, columns: Columns | undefined): string {
  const streaming = table.kind === 'streaming_table';
  const options = readOptions(table, source, columns);
  const list = selectList(source, columns);
  const selects = (source.writtenPaths ?? source.paths).map((path) => {
    const call = [pathPattern(path), ...options].join(',\n  ');
    return `SELECT ${list}\nFROM ${streaming ? 'STREAM ' : ''}read_files(\n  ${call}\n)`;
  });
  return selects.join('\nUNION ALL\n');
}

function selectList(source: FileSource, columns: Columns | undefined): string {
  if (columns === undefined) return source.format === 'text' ? 'value' : '*';
  const names = Object.entries(columns).map(([name, type]) => {
    const column = sparkIdentifier(name);
    // Parquet carries types of its own: they are brought to the schema's.
    return source.format === 'parquet' ? `CAST(${column} AS ${type}) AS ${column}` : column;
  });
  return names.join(', ');
}

function readOptions(table: Table, source: FileSource, columns: Columns | undefined): string[] {
  const { format, options } = source;
  const read: Record<string, OptionValue | undefined> = {
    format,
    ...sparkReaderOptions(source),
    // Folders such as day=1 are no columns here.
    partitionColumns: '',
    allowOverwrites:
      table.kind === 'streaming_table' && table.onChangedFile === 'reprocess' ? true : undefined,
    ...options.engine.spark,
    ...options.engine.databricks,
  };
  const schema = Object.entries(columns ?? {}).map(([name, type]) => `${sparkIdentifier(name)} ${type}`);
  const written = Object.entries(read).flatMap(([name, value]) =>
    value === undefined ? [] : [`${sparkIdentifier(name)} => ${optionLiteral(value)}`],
  );
  const hasSchema = schema.length > 0 && (format === 'csv' || format === 'json');
  return hasSchema ? [...written, `schema => ${sparkLiteral(schema.join(', '))}`] : written;
}

function optionLiteral(value: OptionValue): string {
  return typeof value === 'string' ? sparkLiteral(value) : String(value);
}
