import { Fifo } from './fifo.ts';
import { Pace, type PaceLimits } from './pace.ts';
import { withDefaults } from './with-defaults.ts';

/**
 * What may be asked of one cluster at once. Loads that run side by side share one of these, so that
 * together they ask for no more than one of them would, and take turns.
 */
export interface Budget {
  readonly pace: Pace;
  /** Whether every place is taken. */
  readonly busy: boolean;
  /** Takes a place for one request, in line. @returns false when the signal aborted first. */
  take(signal: AbortSignal): Promise<boolean>;
  /** Gives a place back. */
  free(): void;
}

const defaults: PaceLimits = {
  batchSize: 100,
  maxRequestBytes: 2_000_000,
  maxConcurrency: 4,
  targetLatencyMs: 5_000,
};

export function createBudget(limits: Partial<PaceLimits> = {}): Budget {
  const pace = new Pace(withDefaults(defaults, limits));
  const line = new Fifo<(taken: boolean) => boolean>();
  let taken = 0;

  const admit = (): void => {
    while (taken < pace.concurrency) {
      const next = line.shift();
      if (next === undefined) return;
      if (next(true)) taken += 1;
    }
  };
  return {
    pace,
    get busy() {
      return taken >= pace.concurrency;
    },
    take(signal) {
      if (signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        let waiting = true;
        const leave = (granted: boolean): boolean => {
          if (!waiting) return false;
          waiting = false;
          signal.removeEventListener('abort', giveUp);
          resolve(granted);
          return true;
        };
        const giveUp = (): void => void leave(false);
        signal.addEventListener('abort', giveUp);
        line.push(leave);
        admit();
      });
    },
    free() {
      taken -= 1;
      admit();
    },
  };
}
