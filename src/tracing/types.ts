import type { Problem } from '../kernel/index.ts';
import type { DeadLetter } from '../load/index.ts';
import type { Layer } from '../project/index.ts';

export type StepStatus =
  /** It is there. */
  | 'found'
  /** It should be there and is not: the problem says why. */
  | 'lost'
  /** An index holds another state of it. */
  | 'outdated'
  /** It is not there, and need not be. */
  | 'absent'
  /** It got lost before. */
  | 'not_reached'
  /** The key cannot be followed to here. */
  | 'unknown';

/** A raw file that holds the record. */
export interface FoundIn {
  readonly file: string;
  /** From 1; a header is no row. */
  readonly row: number;
  /** Rows of a text file are its lines. */
  readonly unit: 'row' | 'line';
}

/** One station of a record on its way. */
export interface TraceStep {
  readonly kind: 'files' | 'table' | 'index';
  /** Of the table or index; of files, the table that reads them. */
  readonly name: string;
  readonly layer?: Layer;
  readonly version?: string;
  readonly status: StepStatus;
  /** `id = 42`, or `hk = 1f2e (computed from id)`: what was looked for here. */
  readonly looked: string;
  /** How many rows, documents or (of files) rows in them. */
  readonly rows: number;
  /** The first of them. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
  /** Columns that the key is made of. */
  readonly columns: readonly string[];
  readonly foundIn: readonly FoundIn[];
  readonly problem?: Problem;
  readonly notes: readonly string[];
}

/** A record from its raw files to the index. */
export interface Trail {
  readonly key: string;
  /** Where the key was looked for first; without a table, in the index. */
  readonly start: { readonly table: string | undefined; readonly column: string };
  readonly index: string | undefined;
  /** Upstream first. */
  readonly steps: readonly TraceStep[];
  /** Whether it is where it is to go: in the index, or (without one) in the table. */
  readonly arrived: boolean;
  /** The first step that does not have it though it should. */
  readonly stoppedAt: string | undefined;
  readonly notes: readonly string[];
}

/** How one index is asked for one document, whatever keeps it. */
export interface IndexLookup {
  /** `the embedded index "products"`. */
  describe(): string;
  get(key: string): Promise<FoundDocument | undefined>;
  /** The letters of this key, oldest first. */
  deadLetters(key: string): Promise<readonly FoundLetter[]>;
  progress(): Promise<IndexProgress>;
  close(): Promise<void>;
}

export interface FoundDocument {
  readonly document: Readonly<Record<string, unknown>>;
  readonly version?: string;
}

export interface FoundLetter extends Pick<DeadLetter, 'at' | 'reason' | 'attempts'> {
  readonly file: string;
}

export interface IndexProgress {
  /** False for an index that nothing was ever written to. */
  readonly built: boolean;
  /** The version of the table that it mirrors. */
  readonly mirrors?: string;
  /** Whether documents have the table's columns one to one (without vectors). */
  readonly whole: boolean;
  /** How far a sync or load has come, in words: `the last sync is not finished; its last record is 41`. */
  readonly state?: string;
}
