import { identifier, literal, pathLiteral } from '../../duckdb/index.ts';
import type { FileFormat, FileSource, OptionValue } from '../../project/index.ts';

/** Column name -> DuckDB type, in order. */
export type SourceColumns = Readonly<Record<string, string>>;

/** DuckDB's reader and its options for a source's format; without columns it infers them. */
export function readExpression(
  source: Pick<FileSource, 'format' | 'options'>,
  paths: readonly string[],
  columns: SourceColumns | undefined,
): string {
  const options = { ...readers[source.format].options(source, columns), ...engineOptions(source) };
  const list = Object.entries(options).map(([name, value]) => `${name} = ${value}`);
  return `${readers[source.format].name}(${[`[${paths.map(pathLiteral).join(', ')}]`, ...list].join(', ')})`;
}

/**
 * The relation `source`: exactly the schema's columns, in its order. Those `missing` from the files are
 * NULL.
 */
export function selectSource(
  source: FileSource,
  paths: readonly string[],
  columns: SourceColumns,
  missing: readonly string[] = [],
): string {
  const list = Object.entries(columns).map(([name, type]) => {
    if (missing.includes(name)) return `CAST(NULL AS ${type}) AS ${identifier(name)}`;
    // Parquet carries types of its own: they are brought to the schema's.
    return source.format === 'parquet'
      ? `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`
      : identifier(name);
  });
  const present = Object.fromEntries(Object.entries(columns).filter(([name]) => !missing.includes(name)));
  return `SELECT ${list.join(', ')} FROM ${readExpression(source, paths, present)}`;
}

type Options = Record<string, string>;

interface Reader {
  readonly name: string;
  options(source: Pick<FileSource, 'options'>, columns: SourceColumns | undefined): Options;
}

const readers: Readonly<Record<FileFormat, Reader>> = {
  csv: { name: 'read_csv', options: csvOptions },
  json: {
    name: 'read_json',
    options: (source, columns) => ({
      format: literal('auto'),
      ...defined('dateformat', source.options.date_format, strftime),
      ...defined('timestampformat', source.options.timestamp_format, strftime),
      ...(columns ? { columns: struct(columns) } : { sample_size: '-1' }),
    }),
  },
  parquet: {
    name: 'read_parquet',
    options: () => ({ union_by_name: 'true', hive_partitioning: 'false' }),
  },
  text: {
    name: 'read_csv',
    // One column that ends at the line's end: a delimiter that no text holds, and no quoting.
    options: () => ({
      columns: "{'value': 'VARCHAR'}",
      header: 'false',
      auto_detect: 'false',
      delim: "'\u0001'",
      quote: "''",
      escape: "''",
      comment: "''",
      strict_mode: 'false',
      force_not_null: "['value']",
      max_line_size: '16777216',
      // Its default is sixteen such lines: far too much to take for every file.
      buffer_size: '33554432',
    }),
  },
};

/** The columns of a text source. */
export const textColumns: Readonly<Record<string, string>> = { value: 'string' };

function csvOptions({ options }: Pick<FileSource, 'options'>, columns: SourceColumns | undefined): Options {
  const header = options.header ?? true;
  return {
    header: String(header),
    ...defined('delim', options.delimiter, literal),
    ...defined('quote', options.quote, literal),
    ...defined('escape', options.escape, literal),
    ...defined('nullstr', options.null, literal),
    ...defined('encoding', options.encoding, literal),
    ...defined('dateformat', options.date_format, strftime),
    ...defined('timestampformat', options.timestamp_format, strftime),
    // With a header, columns are found by name: files may order them differently.
    ...(header ? { union_by_name: 'true' } : {}),
    ...(columns && (header ? { types: struct(columns) } : { columns: struct(columns) })),
  };
}

function engineOptions({ options }: Pick<FileSource, 'options'>): Options {
  const own = options.engine.duckdb ?? {};
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, optionLiteral(value)]));
}

function optionLiteral(value: OptionValue): string {
  return typeof value === 'string' ? literal(value) : String(value);
}

function struct(columns: SourceColumns): string {
  return `{${Object.entries(columns)
    .map(([name, type]) => `${literal(name)}: ${literal(type)}`)
    .join(', ')}}`;
}

function defined<T>(name: string, value: T | undefined, write: (value: T) => string): Options {
  return value === undefined ? {} : { [name]: write(value) };
}

const patternLetters: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  yy: '%y',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSSSSS: '%f',
  SSS: '%g',
  a: '%p',
  EEEE: '%A',
  EEE: '%a',
  XXX: '%z',
  Z: '%z',
};

/**
 * Date formats are written once, as Spark's patterns (`yyyy-MM-dd`); a text with `%` is DuckDB's own.
 * Source: https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html
 */
export function strftime(pattern: string): string {
  if (pattern.includes('%')) return literal(pattern);
  const translated = pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (run: string, quoted?: string) =>
    quoted !== undefined ? quoted : (patternLetters[run] ?? run),
  );
  return literal(translated);
}
