import {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * A value of DuckDB in the form in which `scripts/spark-values.py` writes those of Spark, but for
 * numbers, which are all texts; see {@link comparable}.
 */
export function canonical(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return rounded(value);
  if (value instanceof DuckDBListValue) return value.items.map(canonical);
  if (value instanceof DuckDBMapValue) {
    return value.entries.map((entry) => [canonical(entry.key), canonical(entry.value)]);
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, field]) => [name, canonical(field)]));
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  // An instant is shown in the session's zone, which is UTC.
  if (value instanceof DuckDBTimestampTZValue) return value.toString().replace(/\+00$/, '');
  return String(value);
}

/** The last digits of a double depend on the library of mathematics, on every machine. */
function rounded(value: number): string {
  return String(Number.isFinite(value) ? Number(value.toPrecision(14)) : value);
}

/** What Spark's values were recorded as, with all numbers as texts. */
export function comparable(recorded: unknown): unknown {
  if (typeof recorded === 'number') return rounded(recorded);
  if (recorded === 'nan') return 'NaN';
  if (Array.isArray(recorded)) return recorded.map(comparable);
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  return Object.fromEntries(Object.entries(recorded).map(([name, value]) => [name, comparable(value)]));
}

/**
 * A neutral type without what the engines do not agree on and no value shows: the width of integers
 * and decimals, whether an instant knows of zones, and the type of a bare NULL.
 */
export function typeFamily(neutral: string): string {
  return neutral
    .replace(/\b(tinyint|smallint|int|bigint|decimal\(\d+,0\))/g, 'integer')
    .replace(/decimal\(\d+,(\d+)\)/g, 'decimal(…,$1)')
    .replaceAll('timestamp_ntz', 'timestamp');
}
