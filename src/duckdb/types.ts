/**
 * Column types are named in one neutral way, Spark SQL's, in schemas and configuration
 * (https://spark.apache.org/docs/latest/sql-ref-datatypes.html). This is the way to DuckDB and back.
 */
const toDuckDB: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ntz: 'TIMESTAMP',
  binary: 'BLOB',
};

const toNeutral: Readonly<Record<string, string>> = {
  VARCHAR: 'string',
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'int',
  BIGINT: 'bigint',
  UTINYINT: 'smallint',
  USMALLINT: 'int',
  UINTEGER: 'bigint',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  FLOAT: 'float',
  DOUBLE: 'double',
  DATE: 'date',
  TIME: 'string',
  UUID: 'string',
  JSON: 'string',
  TIMESTAMP: 'timestamp_ntz',
  TIMESTAMP_S: 'timestamp_ntz',
  TIMESTAMP_MS: 'timestamp_ntz',
  TIMESTAMP_NS: 'timestamp_ntz',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  BLOB: 'binary',
};

/** Splits `a, b<c, d>, e(f, g)` at its outer commas. */
function splitOuter(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"' || char === '`') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '<' || char === '(') depth += 1;
    else if (char === '>' || char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/**
 * `array<struct<a:int,b:string>>` -> `STRUCT("a" INTEGER, "b" VARCHAR)[]`.
 * @returns undefined when the type is unknown.
 */
export function duckdbType(neutral: string): string | undefined {
  const type = neutral.trim();
  const simple = toDuckDB[type.toLowerCase()];
  if (simple) return simple;
  const decimal = /^decimal\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/i.exec(type);
  if (decimal) return `DECIMAL(${decimal[1]}, ${decimal[2] ?? 0})`;
  const nested = /^(array|map|struct)\s*<(.*)>$/is.exec(type);
  if (!nested) return undefined;
  const parts = splitOuter(nested[2] ?? '');
  if (nested[1]?.toLowerCase() === 'struct') {
    const fields = parts.map((part) => {
      const field = /^[`"]?([^`":]+)[`"]?\s*:\s*(.+)$/s.exec(part);
      const inner = duckdbType(field?.[2] ?? '');
      return inner && `"${(field?.[1] ?? '').trim().replaceAll('"', '""')}" ${inner}`;
    });
    return fields.every(Boolean) ? `STRUCT(${fields.join(', ')})` : undefined;
  }
  const inner = parts.map(duckdbType);
  if (!inner.every(Boolean)) return undefined;
  if (nested[1]?.toLowerCase() === 'array') return inner.length === 1 ? `${inner[0]}[]` : undefined;
  return inner.length === 2 ? `MAP(${inner.join(', ')})` : undefined;
}

/** `STRUCT(a INTEGER)[]` -> `array<struct<a:int>>`; what has no neutral name becomes `string`. */
export function neutralType(duckdb: string): string {
  const type = duckdb.trim();
  const simple = toNeutral[type.toUpperCase()];
  if (simple) return simple;
  if (/^DECIMAL\(\d+,\s*\d+\)$/i.test(type)) return type.toLowerCase().replaceAll(' ', '');
  const list = /^(.*)\[\d*\]$/s.exec(type);
  if (list) return `array<${neutralType(list[1] ?? '')}>`;
  const nested = /^(STRUCT|MAP)\s*\((.*)\)$/is.exec(type);
  if (!nested) return 'string';
  const parts = splitOuter(nested[2] ?? '');
  if (nested[1]?.toUpperCase() === 'MAP') return `map<${parts.map(neutralType).join(',')}>`;
  const fields = parts.map((part) => {
    const field = /^("(?:[^"]|"")+"|\S+)\s+(.+)$/s.exec(part);
    const name = (field?.[1] ?? '').replace(/^"|"$/g, '').replaceAll('""', '"');
    return `${name}:${neutralType(field?.[2] ?? '')}`;
  });
  return `struct<${fields.join(',')}>`;
}
