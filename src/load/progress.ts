import { performance } from 'node:perf_hooks';
import type { Course } from './course.ts';
import type { LoadCounts } from './types.ts';
import type { WindowSize } from './window.ts';

/** What keeps a load from being faster. */
export type Limit = 'source' | 'client' | 'target';

/** How a load is doing. Counts are of this run, and ahead of what is saved. */
export interface LoadProgress extends LoadCounts {
  readonly retries: number;
  readonly elapsedMs: number;
  /** Settled records a second, smoothed over a few seconds. */
  readonly rate: number;
  readonly limitedBy: Limit;
  readonly window: WindowSize;
  readonly rangesFinished: number;
  readonly ranges: number;
}

const everyMs = 250;
/** Weight of the past halves about every two seconds. */
const memoryMs = 3_000;

/** Looks at a load now and then, and tells how it is doing, at most four times a second. */
export class ProgressMeter {
  readonly #course: Course;
  readonly #startedAt: number;
  readonly #utilization: () => number;
  #toldAt: number;
  #settledThen = 0;
  #rate: number | undefined;
  #looks = 0;
  #targetBusy = 0;
  #targetFull = 0;

  constructor(course: Course, utilization: () => number = loopUtilization()) {
    this.#course = course;
    this.#startedAt = course.clock.now();
    this.#toldAt = this.#startedAt;
    this.#utilization = utilization;
  }

  /** Called with every tick. @returns whether it is time to tell. */
  look(slotsBusy: boolean): boolean {
    const { clock, window } = this.#course;
    this.#looks += 1;
    if (slotsBusy || window.full) this.#targetBusy += 1;
    if (slotsBusy && window.full) this.#targetFull += 1;
    return clock.now() - this.#toldAt >= everyMs;
  }

  progress(retries: number): LoadProgress {
    const { clock, window, ledger } = this.#course;
    const { read, stored, stale, dead } = ledger.settled;
    const now = clock.now();
    const passed = Math.max(1, now - this.#toldAt);
    const recent = ((read - this.#settledThen) * 1000) / passed;
    const past = this.#rate === undefined ? 0 : Math.exp(-passed / memoryMs);
    this.#rate = past * (this.#rate ?? 0) + (1 - past) * recent;
    this.#toldAt = now;
    this.#settledThen = read;
    return {
      ...{ read, stored, stale, dead, retries },
      elapsedMs: now - this.#startedAt,
      rate: Math.round(this.#rate),
      limitedBy: this.#limit(),
      window: window.now,
      rangesFinished: ledger.tracks.filter(({ finished }) => finished).length,
      ranges: ledger.tracks.length,
    };
  }

  /** Who was waited for, most of the time since the last look. */
  #limit(): Limit {
    const half = this.#looks / 2;
    const busy = this.#utilization() > 0.85;
    const [targetFull, targetBusy] = [this.#targetFull > half, this.#targetBusy > half];
    this.#looks = 0;
    this.#targetFull = 0;
    this.#targetBusy = 0;
    if (targetFull) return 'target';
    if (busy) return 'client';
    return targetBusy ? 'target' : 'source';
  }
}

/** @returns a function that says what part of the time since its last call this thread was at work. */
function loopUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
