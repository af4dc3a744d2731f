import type { FileSource, OptionValue } from '../project/index.ts';

/**
 * Options of Spark's readers of CSV and JSON, by which files are read as the embedded engine reads them: quotes as in
 * RFC 4180, and a value that does not fit its type is an error, never a NULL. Undefined is left to Spark.
 *
 * @param delimiter the one that was found in the files, for a source that says none.
 */
export function sparkReaderOptions(
  { format, options }: FileSource,
  delimiter?: string,
): Record<string, OptionValue | undefined> {
  if (format !== 'csv' && format !== 'json') return {};
  const header = options.header ?? true;
  return {
    ...(format === 'csv' && {
      header,
      sep: options.delimiter ?? delimiter,
      quote: options.quote,
      escape: options.escape ?? options.quote ?? '"',
      multiLine: true,
      nullValue: options.null,
      encoding: options.encoding,
      // Columns are found by position, so a file that orders them differently has to be refused.
      enforceSchema: header ? false : undefined,
    }),
    dateFormat: options.date_format,
    timestampFormat: options.timestamp_format,
    timestampNTZFormat: options.timestamp_format,
    mode: 'FAILFAST',
  };
}
