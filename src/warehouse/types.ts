import type { Fingerprint } from '../plan/index.ts';
import type { Kind } from '../project/index.ts';

export interface Column {
  readonly name: string;
  /** DuckDB's name of the type, as it reads it back from the files. */
  readonly type: string;
}

/** The published version of a table. */
export interface TableVersion {
  readonly name: string;
  readonly kind: Kind;
  /** A full refresh starts a new one: nothing of an earlier epoch is in the table any more. */
  readonly epoch: number;
  readonly version: number;
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly bytes: number;
  readonly fingerprint: Fingerprint;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly runId: string;
}

/** A Parquet file of a table. `path` is relative to the warehouse folder, with forward slashes. */
export interface DataFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A raw file, as the ledger knows it. */
export interface RawFile {
  /**
   * Its name for good: relative to the project when it is inside, so that a project may be moved;
   * else absolute, or a URL without its secrets.
   */
  readonly key: string;
  readonly size: number;
  /** Nanoseconds, as text; for a URL its ETag. */
  readonly mtimeNs: string;
  /** Content hash, kept only while the modification time is too fresh to be trusted. */
  readonly hash: string | undefined;
}

/** How far a streaming table has read from another table. */
export interface Offset {
  readonly epoch: number;
  readonly version: number;
}

/** A new version, ready to be published. */
export interface Publication {
  readonly table: string;
  readonly kind: Kind;
  /** `replace`: these files are the table. `append`: they are added to it. */
  readonly how: 'replace' | 'append';
  /** Replaces what a streaming table holds and has read; its readers must start over. */
  readonly newEpoch: boolean;
  readonly files: readonly DataFile[];
  readonly columns: readonly Column[];
  readonly fingerprint: Fingerprint;
  readonly runId: string;
  readonly at: number;
  readonly ingested: readonly RawFile[];
  readonly offsets: ReadonlyMap<string, Offset>;
}

/** `epoch.version`: names a version for good. */
export function versionId({ epoch, version }: Offset): string {
  return `${epoch}.${version}`;
}
