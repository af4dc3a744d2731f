import type { LoadCounts, RangeState } from './types.ts';
import type { WindowSize } from './window.ts';

/** How a load went that came to its end. */
export interface LoadReport extends LoadCounts {
  /** Of the counts, what earlier runs of the same load had done. */
  readonly before: LoadCounts;
  /** From here on: of this run only. */
  readonly retries: number;
  readonly requests: number;
  /** Sent, as far as the loader knows: documents, keys and a little for each. */
  readonly bytes: number;
  readonly elapsedMs: number;
  readonly docsPerSecond: number;
  /** Of one request, in ms. */
  readonly latency: { readonly p50: number; readonly p99: number };
  /** The most that was read and not yet covered by a saved state. */
  readonly maxWindow: WindowSize;
  /** Key of the last record of the range that came to its end last. */
  readonly lastKey: string | undefined;
  readonly ranges: readonly RangeState[];
}
