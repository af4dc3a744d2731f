import type { Clock } from '../../kernel/index.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One life of a loader: what it waits for reaches it while it lives, and late if it was asleep. */
export class SimProcess {
  readonly id: number;
  readonly #time: VirtualTime;
  #alive = true;
  #wakesAt = 0;
  #arrivals = 0;
  /** Dies instead of receiving its n-th arrival. */
  killAt = Number.POSITIVE_INFINITY;
  /** Falls asleep instead of receiving its n-th arrival, for so long. */
  sleepAt = Number.POSITIVE_INFINITY;
  sleepMs = 0;

  constructor(id: number, time: VirtualTime) {
    this.id = id;
    this.#time = time;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** `kill -9`. */
  kill(): void {
    this.#alive = false;
  }

  /** Something reaches the process at a time, or when it wakes up, or never. */
  arrive(at: number, receive: () => void): void {
    this.#time.at(at, () => {
      const now = this.#time.now();
      if (!this.#alive) return;
      if (now < this.#wakesAt) return this.arrive(this.#wakesAt, receive);
      this.#arrivals += 1;
      if (this.#arrivals === this.killAt) return this.kill();
      if (this.#arrivals === this.sleepAt) {
        this.#wakesAt = now + this.sleepMs;
        return this.arrive(this.#wakesAt, receive);
      }
      receive();
    });
  }

  /** Resolves or rejects after a while, in the process. */
  later<T>(ms: number, result: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.arrive(this.#time.now() + ms, () => {
        try {
          resolve(result());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  readonly clock: Clock = {
    now: () => this.#time.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
        this.arrive(this.#time.now() + ms, resolve);
      }),
  };
}
