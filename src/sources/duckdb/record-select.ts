import { identifier } from '../../duckdb/index.ts';
import { type DocumentField, documentText, needsStrictMode } from './document.ts';
import type { LayoutField } from './layout.ts';
import type { SourceColumn, ValueType } from './value-type.ts';

/** Names that a relation gives the place of a row, beside its columns; see `Relation`. */
export const place = { file: '__headrace_file', row: '__headrace_row' } as const;

/** What to read of each row. */
export interface RecordShape {
  readonly key: string;
  readonly version: SourceColumn | undefined;
  readonly layout: readonly LayoutField[];
  /** Of the layout's values, in its order. */
  readonly types: readonly ValueType[];
}

/** The positions of columns in what {@link recordSelect} gives. */
export const out = {
  file: 0,
  row: 1,
  keyBytes: 2,
  record: 3,
  version: 4,
  bucket: 5,
  high: 6,
  low: 7,
} as const;

/** The layout's values by themselves, to learn their types. */
export function layoutSelect(layout: readonly LayoutField[], relation: string): string {
  const values = layout.map(({ expression }, index) => `${expression} AS c${index}`);
  return `SELECT ${['1', ...values].join(', ')} FROM (${relation})`;
}

/**
 * Turns rows into records. The key and the document come as one BLOB, the key first: each value that is
 * handed over costs more than its bytes. Everything else is a number, which costs nothing.
 *
 * @param relation a SELECT of the source's columns and {@link place}.
 */
export function recordSelect({ key, version, layout, types }: RecordShape, relation: string): string {
  const fields = layout.map(
    ({ object, name }, index): DocumentField => ({
      object,
      name,
      column: `c${index}`,
      type: types[index] ?? { kind: 'text' },
    }),
  );
  const values = layout.map(({ expression }, index) => `, ${expression} AS c${index}`);
  const shaped = `SELECT ${place.file} AS f, ${place.row} AS r, CAST(${identifier(key)} AS VARCHAR) AS k,
    ${version ? versionNumber(version) : 'NULL'} AS v${values.join('')} FROM (${relation})`;
  return `SELECT CAST(f AS INTEGER), CAST(r AS DOUBLE), coalesce(strlen(k), -1), encode(concat(k, d)), v,
      CAST(md5_number_lower(coalesce(k, '')) & 65535 AS INTEGER), CAST(h >> 32 AS UINTEGER), CAST(h & 4294967295 AS UINTEGER)
    FROM (SELECT f, r, k, v, d, md5_number_lower(d) AS h FROM (${withDocument(shaped, fields)}))`;
}

function withDocument(shaped: string, fields: readonly DocumentField[]): string {
  const usual = `SELECT *, ${documentText(fields, 'usual')} AS d FROM (${shaped})`;
  if (!needsStrictMode(fields)) return usual;
  // Texts may hold these words too, which does no harm: the strict document is right for every row.
  return `SELECT f, r, k, v, CASE WHEN contains(d, 'NaN') OR contains(d, 'Infinity')
    THEN ${documentText(fields, 'strict')} ELSE d END AS d FROM (${usual})`;
}

/** Whole numbers as they are, times in microseconds since 1970; none where it is NULL, endless or too large. */
function versionNumber({ name, type }: SourceColumn): string {
  const column = identifier(name);
  const number =
    type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'instant'
      ? `CASE WHEN isfinite(${column}) THEN epoch_us(${column}) END`
      : `TRY_CAST(${column} AS BIGINT)`;
  return `CASE WHEN ${number} < 0 THEN 0 ELSE ${number} END`;
}

/** Whether a column can say which of two documents is newer. */
export function canBeVersion({ type, sqlType }: SourceColumn): boolean {
  const whole = type.kind === 'decimal' && /,\s*0\)$/.test(sqlType);
  return whole || ['integer', 'huge', 'date', 'timestamp', 'instant'].includes(type.kind);
}
