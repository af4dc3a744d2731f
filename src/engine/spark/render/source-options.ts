import { HeadraceError } from '../../../kernel/index.ts';
import type { FileSource } from '../../../project/index.ts';
import { sparkReaderOptions } from '../../../sql/index.ts';
import type { DescribedSource } from '../../duckdb/index.ts';
import { formatNotForSpark } from '../problems.ts';

/** The options of Spark's reader that make it read as the embedded engine does. */
export function readerOptions(
  table: string,
  source: FileSource,
  { delimiter, array }: DescribedSource,
): Readonly<Record<string, string>> {
  checkDateFormats(table, source);
  const options = {
    ...sparkReaderOptions(source, delimiter),
    ...(source.format === 'json' && array && { multiLine: true }),
    ...source.options.engine.spark,
  };
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function checkDateFormats(table: string, source: FileSource): void {
  for (const key of ['date_format', 'timestamp_format'] as const) {
    const value = source.options[key];
    if (value?.includes('%')) throw new HeadraceError(formatNotForSpark({ table, key, value }, source.at));
  }
}
