import type { FileSource, Table } from '../../../project/index.ts';
import { quotedSparkIdentifier } from '../../../sql/index.ts';
import type { DescribedSource } from '../../duckdb/index.ts';
import { readerOptions } from './source-options.ts';
import { escaped, streamPath } from './source-path.ts';
import { pythonText } from './text.ts';

type Columns = Readonly<Record<string, string>>;

const prefix = '__source_';

/** The view that holds a table's raw rows, known to its pipeline only. */
export function sourceView(table: string): string {
  return prefix + table;
}

/** The table that a view is for; of anything else, its own name. */
export function tableOfView(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/**
 * Python that defines {@link sourceView}: SQL has no way to read files as a stream. The columns are the
 * schema's, in its order; those that the files lack are NULL.
 */
export function renderSource(root: string, table: Table, source: FileSource, found: DescribedSource): string {
  const streaming = table.kind === 'streaming_table';
  const files = found.files.map(({ path }) => path);
  const stream = streaming ? streamPath(root, source.paths, files) : undefined;
  const options = { ...readerOptions(table.name, source, found), ...stream?.options };
  const path = stream
    ? pythonText(stream.path)
    : `[${files.map((file) => pythonText(escaped(file))).join(', ')}]`;
  const read = readColumns(source, found);
  const columns = Object.entries(found.columns).map(([name, type]) => selectColumn(name, type, read));
  return `from pyspark import pipelines


@pipelines.temporary_view(name=${pythonText(sourceView(table.name))})
def source():
    reader = spark.${streaming ? 'readStream' : 'read'}.format(${pythonText(source.format)})
    reader = reader.schema(${pythonText(ddl(read))})
${Object.entries(options)
  .map(([name, value]) => `    reader = reader.option(${pythonText(name)}, ${pythonText(value)})\n`)
  .join('')}    rows = reader.load(${path})
    return rows.selectExpr(
${columns.map((column) => `        ${pythonText(column)},\n`).join('')}    )
`;
}

/**
 * What files are read with. In CSV every column of the header counts, wanted or not, and values are read as
 * the schema's types; Parquet has types of its own.
 */
function readColumns(source: FileSource, { columns, fileColumns }: DescribedSource): Columns {
  if (!fileColumns) return columns;
  if (source.format !== 'csv') return fileColumns;
  return Object.fromEntries(
    Object.keys(fileColumns).map((name) => [name, lookUp(columns, name)?.type ?? 'string']),
  );
}

function selectColumn(name: string, type: string, read: Columns): string {
  const found = lookUp(read, name);
  if (!found) return `CAST(NULL AS ${type}) AS ${quotedSparkIdentifier(name)}`;
  const value = quotedSparkIdentifier(found.name);
  const same = found.type.replaceAll(' ', '').toLowerCase() === type.replaceAll(' ', '').toLowerCase();
  if (same && found.name === name) return value;
  return `${same ? value : `CAST(${value} AS ${type})`} AS ${quotedSparkIdentifier(name)}`;
}

/** Names are the same in upper and lower case. */
function lookUp(
  columns: Columns,
  name: string,
): { readonly name: string; readonly type: string } | undefined {
  const found = Object.entries(columns).find(([other]) => other.toLowerCase() === name.toLowerCase());
  return found && { name: found[0], type: found[1] };
}

function ddl(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${quotedSparkIdentifier(name)} ${type}`)
    .join(', ');
}
