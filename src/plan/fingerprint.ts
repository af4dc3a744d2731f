import { contentHash } from '../kernel/index.ts';
import type { CompiledTable } from './compile.ts';

/**
 * What a table version was made from, in parts, so that a change can be named. Two equal fingerprints
 * mean that building again would give the same rows.
 */
export interface Fingerprint {
  readonly sql: string;
  readonly config: string;
  /** Engine and macro version. */
  readonly engine: string;
  /** Input -> its version. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The raw files of a table that reads all of them each time. */
  readonly files: string | undefined;
}

/** The fingerprint's parts that the project alone decides. */
export function fingerprintOf(
  { table, sql }: CompiledTable,
  facts: Pick<Fingerprint, 'engine' | 'inputs' | 'files'>,
  /** The columns of its source, wherever they are written down. */
  columns?: Readonly<Record<string, string>>,
): Fingerprint {
  const { source, kind, partitionBy, clusterBy } = table;
  const read =
    source?.type === 'files' ? { ...source, at: undefined, writtenPaths: undefined, columns } : undefined;
  return {
    sql: contentHash(sql ?? ''),
    config: contentHash({ kind, partitionBy, clusterBy, source: read }),
    engine: facts.engine,
    inputs: facts.inputs,
    files: facts.files,
  };
}

/** Names what differs between two fingerprints, most telling first; empty when nothing does. */
export function changes(before: Fingerprint, now: Fingerprint): string[] {
  const inputs = Object.keys(now.inputs).filter((name) => before.inputs[name] !== now.inputs[name]);
  const gone = Object.keys(before.inputs).some((name) => !(name in now.inputs));
  return [
    before.sql !== now.sql && 'SQL changed',
    before.config !== now.config && 'configuration changed',
    inputs.length > 0 &&
      `new version of ${inputs.length > 3 ? `${inputs.length} inputs` : inputs.join(', ')}`,
    inputs.length === 0 && gone && 'an input is gone',
    before.files !== now.files && 'source files changed',
    before.engine !== now.engine && 'engine version changed',
  ].filter((reason) => reason !== false);
}
