import { crashPoint, exitCode, HeadraceError } from '../kernel/index.ts';
import { backoff, type Course, reasonOf } from './course.ts';
import { stateNotSaved } from './problems.ts';
import type { LoadCounts, LoadSession, LoadState } from './types.ts';
import { sizeOf } from './window.ts';

/** What is kept of a load from its first checkpoint to its last. */
export type LoadHead = Pick<LoadState, 'format' | 'version' | 'startedAt' | 'counts'>;

/**
 * Saves how far the load is, and so renews its lease: one save at a time, each of what is true when it
 * begins. What a save covers leaves the window.
 */
export class Checkpoints {
  readonly #course: Course;
  readonly #session: LoadSession;
  readonly #head: LoadHead;
  readonly #details: () => LoadState['details'];
  #running: Promise<void> | undefined;
  #rangeEnded = false;
  #finished = false;
  #covered = { records: 0, bytes: 0 };
  #savedAt = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(course: Course, session: LoadSession, head: LoadHead, details: () => LoadState['details']) {
    this.#course = course;
    this.#session = session;
    this.#head = head;
    this.#details = details;
  }

  /**
   * Whether a write may begin. Only during the first two thirds of the lease, counted from before it
   * was renewed: the last third is for what is on the wire. So nothing of ours arrives after another
   * loader has taken over, even if this process was asleep.
   */
  get leaseHolds(): boolean {
    const { clock, options } = this.#course;
    return clock.now() < this.#renewedAt + (options.leaseMs * 2) / 3;
  }

  /** Counts of the whole load, earlier runs included, as far as the watermarks are. */
  get counts(): LoadCounts {
    const { counts } = this.#head;
    const { passed } = this.#course.ledger;
    return {
      read: counts.read + passed.read,
      stored: counts.stored + passed.stored,
      stale: counts.stale + passed.stale,
      dead: counts.dead + passed.dead,
    };
  }

  /** Everything is settled: what is saved from now on says that the load is finished. */
  async finish(): Promise<void> {
    this.#finished = true;
    await this.save();
  }

  /** A range was read to its end. */
  rangeEnded(): void {
    this.#rangeEnded = true;
  }

  /** Begins a save if it is time for one. */
  poke(): void {
    const { control } = this.#course;
    if (this.#running || control.stopping || !this.#due()) return;
    void this.save().catch((error: unknown) => control.fail(error));
  }

  /** Saves, after the save that is under way; tries again until it works or makes no sense. */
  async save(): Promise<void> {
    while (this.#running) await this.#running.catch(() => {});
    this.#running = this.#persist().finally(() => {
      this.#running = undefined;
      this.#course.control.changed.notify();
    });
    await this.#running;
  }

  #due(): boolean {
    const { clock, options, ledger, window } = this.#course;
    const elapsed = clock.now() - this.#savedAt;
    if (elapsed >= options.leaseMs / 3) return true;
    const records = ledger.passed.read - this.#covered.records;
    if (records === 0) return this.#rangeEnded;
    if (this.#rangeEnded || elapsed >= options.checkpointMs || records >= options.checkpointRecords)
      return true;
    // A reader waits, and a save would let it in. Not for every request: to save costs the target as well.
    const bytes = ledger.passed.bytes - this.#covered.bytes;
    return (
      window.full &&
      (ledger.open === 0 || bytes >= window.limit.bytes / 4 || records >= window.limit.records / 4)
    );
  }

  async #persist(): Promise<void> {
    const { clock, options, control, emit } = this.#course;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#saveOnce();
      } catch (error) {
        if (error instanceof HeadraceError && error.exitCode === exitCode.locked) control.fence(error);
        if (control.stopping || !mayPass(error)) throw error;
        const reason = reasonOf(error);
        if (attempt > options.maxRetries)
          throw new HeadraceError(stateNotSaved({ attempts: attempt, reason }), {
            exitCode: exitCode.unreachable,
            cause: error,
          });
        emit({ kind: 'not_saved', reason, attempt });
        await clock.sleep(backoff(this.#course, attempt, options.leaseMs / 6), control.stopSignal);
      }
    }
  }

  async #saveOnce(): Promise<void> {
    const { clock, ledger, window } = this.#course;
    const begun = clock.now();
    const covers = sizeOf(ledger.passed);
    this.#rangeEnded = false;
    crashPoint('load:before-checkpoint');
    await this.#session.save({
      ...this.#head,
      counts: this.counts,
      ranges: ledger.tracks.map(({ state }) => state),
      updatedAt: begun,
      ...(this.#finished && { finishedAt: begun }),
      details: this.#details(),
    });
    crashPoint('load:after-checkpoint');
    this.#renewedAt = begun;
    this.#savedAt = clock.now();
    this.#covered = covers;
    window.covered(covers);
  }
}

/** Whether a failed save may work later. */
function mayPass(error: unknown): boolean {
  return !(error instanceof HeadraceError) || error.exitCode === exitCode.unreachable;
}
