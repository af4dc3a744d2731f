import { isRecord, type Location } from '../kernel/index.ts';
import { type FileSourceConfig, isFileSource, oneOrMore, type SourceConfig } from './source-schema.ts';
import type { Source, SourceOptions } from './types.ts';

/**
 * A source as the rest of the program knows it: one form for the short and the long one.
 *
 * @param written the same as it stands in the file, with its references.
 */
export function buildSource(config: SourceConfig, written: unknown, at: Location): Source {
  if (!isFileSource(config)) return { type: 'undecided', at };
  const writtenPaths = listed((isRecord(written) && oneOrMore.safeParse(written.path).data) || []);
  return {
    type: 'files',
    format: config.type === 'files' ? config.format : config.type,
    paths: listed(config.path),
    ...(writtenPaths.some((path) => path.includes('${')) && { writtenPaths }),
    ...(config.columns && { columns: config.columns }),
    options: buildOptions(config),
    at,
  };
}

function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function buildOptions(config: FileSourceConfig): SourceOptions {
  const { header, delimiter, quote, escape: escapeBy, encoding, date_format, timestamp_format } = config;
  return {
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...(quote !== undefined && { quote }),
    ...(escapeBy !== undefined && { escape: escapeBy }),
    ...(config.null !== undefined && { null: String(config.null) }),
    ...(encoding !== undefined && { encoding }),
    ...(date_format !== undefined && { date_format }),
    ...(timestamp_format !== undefined && { timestamp_format }),
    engine: config.options ?? {},
  };
}
