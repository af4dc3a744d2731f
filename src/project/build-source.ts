import type { Location } from '../kernel/index.ts';
import { type FileSourceConfig, isFileSource, type SourceConfig } from './source-schema.ts';
import type { Source, SourceOptions } from './types.ts';

/** A source as the rest of the program knows it: one form for the short and the long one. */
export function buildSource(config: SourceConfig, at: Location): Source {
  if (!isFileSource(config)) return { type: 'undecided', at };
  return {
    type: 'files',
    format: config.type === 'files' ? config.format : config.type,
    paths: typeof config.path === 'string' ? [config.path] : config.path,
    ...(config.columns && { columns: config.columns }),
    options: buildOptions(config),
    at,
  };
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
