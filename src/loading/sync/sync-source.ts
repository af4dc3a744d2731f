import type { RecordSource } from '../../load/index.ts';
import type { SourceField } from '../../sources/index.ts';
import type { StampedSide } from '../verify/compare.ts';

/** A table as a sync sees it. */
export interface SyncSource {
  /** The table, as messages call it. */
  readonly name: string;
  /** Where and as whom, without secrets. */
  readonly description: Readonly<Record<string, unknown>>;
  /** What documents hold, once rows are mapped. */
  readonly fields: readonly SourceField[];
  /** Changes whenever the same row would make another document. */
  readonly mappingHash: string;
  /** Rows to expect, roughly. */
  readonly expected: number | undefined;
  /** Whether a column says when a row changed. */
  readonly tellsChanges: boolean;
  /** Every row. */
  all(): Promise<RecordSource>;
  /** What changed since an earlier moment; only where a column says so. */
  changesSince(moment: string): Promise<RecordSource>;
  /** Only these records, as far as there are any. */
  some(keys: readonly string[]): RecordSource;
  /** What a later `changesSince` starts from: to be asked before anything is read. */
  moment(): Promise<string>;
  stamps(signal: AbortSignal): StampedSide;
  /** Which of these keys the table has, right now. */
  existing(keys: readonly string[]): Promise<ReadonlySet<string>>;
}
