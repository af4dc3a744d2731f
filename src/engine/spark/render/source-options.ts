import { HeadraceError } from '../../../kernel/index.ts';
import type { FileSource, SourceOptions } from '../../../project/index.ts';
import type { DescribedSource } from '../../duckdb/index.ts';
import { formatNotForSpark } from '../problems.ts';

/** The options of Spark's reader that make it read as the embedded engine does. */
export function readerOptions(
  table: string,
  source: FileSource,
  { delimiter, array }: DescribedSource,
): Readonly<Record<string, string>> {
  const { options } = source;
  const own = Object.fromEntries(
    Object.entries(options.engine.spark ?? {}).map(([name, value]) => [name, String(value)]),
  );
  if (source.format === 'csv') {
    return {
      header: String(options.header ?? true),
      // A file whose header differs is an error; by default Spark would read it by position.
      enforceSchema: 'false',
      mode: 'FAILFAST',
      multiLine: 'true',
      quote: options.quote ?? '"',
      escape: options.escape ?? options.quote ?? '"',
      ...defined('sep', options.delimiter ?? delimiter),
      ...defined('nullValue', options.null),
      ...defined('encoding', options.encoding),
      ...dateOptions(table, source, options),
      ...own,
    };
  }
  if (source.format === 'json') {
    return {
      mode: 'FAILFAST',
      ...(array && { multiLine: 'true' }),
      ...dateOptions(table, source, options),
      ...own,
    };
  }
  return own;
}

function dateOptions(table: string, source: FileSource, options: SourceOptions): Record<string, string> {
  for (const key of ['date_format', 'timestamp_format'] as const) {
    const value = options[key];
    if (value?.includes('%')) throw new HeadraceError(formatNotForSpark({ table, key, value }, source.at));
  }
  return {
    ...defined('dateFormat', options.date_format),
    ...defined('timestampFormat', options.timestamp_format),
    ...defined('timestampNTZFormat', options.timestamp_format),
  };
}

function defined(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
