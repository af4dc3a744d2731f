import { Condition } from './condition.ts';

/** How a load comes to its end: by itself, or because something makes it impossible to go on. */
export class Control {
  /** Something that somebody may be waiting for has changed. */
  readonly changed = new Condition();
  readonly #stop = new AbortController();
  readonly #cut = new AbortController();
  readonly #failed = Promise.withResolvers<never>();
  #fenced = false;

  constructor() {
    this.#failed.promise.catch(() => {});
  }

  /** Rejects with the first thing that went wrong. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Aborts when nothing new shall be begun. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborts when even what is under way shall end. */
  get cutSignal(): AbortSignal {
    return this.#cut.signal;
  }

  get stopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Whether another loader has taken over, so that not even a checkpoint may be written. */
  get fenced(): boolean {
    return this.#fenced;
  }

  /** Ends the load with an error; of several, the first counts. */
  fail(error: unknown): void {
    this.#failed.reject(error);
    this.stop();
  }

  /** Another loader has taken over. */
  fence(error: unknown): void {
    this.#fenced = true;
    this.fail(error);
    this.cut();
  }

  stop(): void {
    this.#stop.abort();
    this.changed.notify();
  }

  cut(): void {
    this.#cut.abort();
  }
}
