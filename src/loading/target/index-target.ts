import type { LoadStateStore, LoadTarget, Outcome, StampedKey } from '../../load/index.ts';
import type { StampedSide } from '../verify/compare.ts';

/** A document of the index, and which write of it was seen: only that one may be deleted. */
export interface SeenKey extends StampedKey {
  readonly seqNo?: number;
  readonly primaryTerm?: number;
  readonly revision?: number;
}

/** An index as a place to load into, whatever keeps it. */
export interface IndexTarget {
  /** The physical index, and the alias it is known by. */
  readonly physical: string;
  readonly alias: string | undefined;
  /** Where it is and with which settings, without secrets. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Another one after the index was deleted and made again; absent where its state goes with it. */
  readonly incarnation?: string;
  readonly target: LoadTarget;
  readonly states: LoadStateStore;
  /** The index as it is at this moment, for comparing. */
  stamps(): Promise<StampedIndex>;
  delete(documents: readonly SeenKey[], signal: AbortSignal): Promise<readonly Outcome[]>;
  /** Makes what was written visible to searches. */
  refresh(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface StampedIndex extends StampedSide<SeenKey> {
  /** Documents with these keys, as far as there are any. */
  some(keys: readonly string[]): AsyncIterable<readonly SeenKey[]>;
  countUnstamped(): Promise<number>;
  /** Documents that no sync or load has written. */
  unstamped(): AsyncIterable<readonly SeenKey[]>;
  close(): Promise<void>;
}
