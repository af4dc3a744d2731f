import { type DuckDBConnection, identifier } from '../duckdb/index.ts';
import type { SearchIndexConfig } from '../project/index.ts';
import type { IndexRecord } from '../search/index.ts';

export interface TableShape {
  /** Column name -> DuckDB type. */
  readonly columns: ReadonlyMap<string, string>;
  /** A SELECT of the table's rows. */
  readonly select: string;
}

/** Streams a table's rows as records of an index, a few thousand at a time, in constant memory. */
export async function* tableRecords(
  connection: DuckDBConnection,
  table: TableShape,
  index: SearchIndexConfig,
): AsyncIterable<readonly IndexRecord[]> {
  const vector = index.vector?.embedder === 'column' ? index.vector.column : undefined;
  const result = await connection.stream(recordsSelect(table, index, vector));
  for await (const chunk of result) {
    const [ids = [], documents = [], keywords = [], vectors = [], ...texts] = chunk.getColumns();
    yield ids.map((id, row): IndexRecord => {
      const values = vectors[row];
      return {
        id: text(id),
        document: text(documents[row]),
        keywords: JSON.parse(text(keywords[row])),
        text: texts.map((column) => text(column[row])),
        ...(vector !== undefined && { vector: toVector(values) }),
      };
    });
  }
}

function recordsSelect(
  { columns, select }: TableShape,
  index: SearchIndexConfig,
  vector: string | undefined,
): string {
  const isList = (name: string): boolean => columns.get(name)?.endsWith(']') ?? false;
  const textOf = (name: string): string =>
    isList(name)
      ? `coalesce(array_to_string(${identifier(name)}, ' '), '')`
      : `coalesce(CAST(${identifier(name)} AS VARCHAR), '')`;
  // A keyword is a list of texts: of one for a plain column, of none for NULL.
  const keywordsOf = (name: string): string =>
    isList(name)
      ? `list_filter(coalesce(CAST(${identifier(name)} AS VARCHAR[]), []), k -> k IS NOT NULL)`
      : `CASE WHEN ${identifier(name)} IS NULL THEN [] ELSE [CAST(${identifier(name)} AS VARCHAR)] END`;
  const document = [...columns.keys()]
    .filter((name) => name !== vector)
    .map((name) => `${identifier(name)} := ${identifier(name)}`);
  return `SELECT
    coalesce(CAST(${identifier(index.id)} AS VARCHAR), ''),
    CAST(to_json(struct_pack(${document.join(', ')})) AS VARCHAR),
    CAST(to_json([${index.keywords.map(keywordsOf).join(', ')}]) AS VARCHAR),
    ${vector === undefined ? 'NULL' : `CAST(${identifier(vector)} AS FLOAT[])`}
    ${index.text.map((name) => `, ${textOf(name)}`).join('')}
  FROM (${select})`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** DuckDB hands a list over as an object with its items; NULL becomes a vector without numbers. */
function toVector(value: unknown): Float32Array {
  const items = typeof value === 'object' && value !== null && 'items' in value ? value.items : [];
  return Array.isArray(items) ? Float32Array.from(items, Number) : new Float32Array(0);
}
