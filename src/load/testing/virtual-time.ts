import type { Clock } from '../../kernel/index.ts';

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

/**
 * Time that passes only when nothing is left to do: events happen one after the other, in order of
 * their time, and after each everything that follows from it runs to its end.
 */
export class VirtualTime implements Clock {
  #now: number;
  /** By time, the next one last. */
  readonly #events: Event[] = [];

  constructor(start = 1_000_000) {
    this.#now = start;
  }

  now = (): number => this.#now;

  /** Lets something happen at a time. Of events at one time, those that were told first come first. */
  at(time: number, happen: () => void): void {
    const at = Math.max(time, this.#now);
    let place = this.#events.length;
    while (place > 0 && (this.#events[place - 1]?.at ?? 0) <= at) place -= 1;
    this.#events.splice(place, 0, { at, happen });
  }

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.at(this.#now + ms, resolve);
    });

  /** Lets time pass until the work is done. @throws what it throws, or when nothing would ever happen again. */
  async run<T>(work: Promise<T>, latest = Number.POSITIVE_INFINITY): Promise<T> {
    let done = false;
    work.then(
      () => {
        done = true;
      },
      () => {
        done = true;
      },
    );
    for (;;) {
      await new Promise(setImmediate);
      if (done) return work;
      const next = this.#events.pop();
      if (!next) throw new Error('Everybody waits, and nothing will ever happen.');
      if (next.at > latest) throw new Error(`It is not done at ${latest}.`);
      this.#now = next.at;
      next.happen();
    }
  }
}
