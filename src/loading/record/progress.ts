import type { Clock } from '../../kernel/index.ts';
import type { LoadEvent, LoadProgress } from '../../load/index.ts';
import type { LoadingEvent } from './events.ts';

interface Teller {
  readonly progress: (progress: LoadProgress) => void;
  readonly event: (event: LoadEvent) => void;
}

/** Turns what the loader tells into events of a sync or load. */
export function progressTeller(about: {
  readonly id: string;
  readonly expected: number | undefined;
  readonly clock: Clock;
  readonly onEvent: (event: LoadingEvent) => void;
}): Teller {
  const { id, expected, clock, onEvent } = about;
  return {
    progress({ read, stored, stale, dead, rate, limitedBy }) {
      const left = expected === undefined ? undefined : expected - read;
      const etaMs = left !== undefined && left > 0 && rate > 0 ? Math.round((left / rate) * 1000) : undefined;
      const counts = { read, stored, stale, dead };
      onEvent({ type: 'load_progress', at: clock.now(), id, ...counts, perSecond: rate, etaMs, limitedBy });
    },
    event(event) {
      const at = clock.now();
      if (event.kind === 'blocked') onEvent({ type: 'load_waiting', at, id, reason: event.reason });
      if (event.kind === 'given_up')
        onEvent({ type: 'dead_letter', at, id, key: event.key, reason: event.reason });
      if (event.kind === 'retrying' && event.attempt > 2)
        onEvent({ type: 'load_waiting', at, id, reason: event.reason });
    },
  };
}
