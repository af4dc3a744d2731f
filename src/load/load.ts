import { type Clock, systemClock } from '../kernel/index.ts';
import { type Budget, createBudget } from './budget.ts';
import { Checkpoints, type LoadHead } from './checkpoints.ts';
import type { Control } from './control.ts';
import type { Course, LoadEvent } from './course.ts';
import { Ledger } from './ledger.ts';
import { Letters } from './letters.ts';
import { defaultLoadOptions, type LoadOptions, tickMs } from './options.ts';
import { type LoadProgress, ProgressMeter } from './progress.ts';
import { RangeTrack } from './range-track.ts';
import { readRanges } from './read-ranges.ts';
import type { LoadReport } from './report.ts';
import type {
  DeadLetterSink,
  LoadSession,
  LoadState,
  LoadTarget,
  RangeState,
  RecordSource,
} from './types.ts';
import { Window } from './window.ts';
import { withDefaults } from './with-defaults.ts';
import { within } from './within.ts';
import { Writer } from './writer.ts';

export interface LoadJob {
  readonly source: RecordSource;
  readonly target: LoadTarget;
  /** Given back when the load ends, however it ends. */
  readonly session: LoadSession;
  /** Stays open. */
  readonly deadLetters: DeadLetterSink;
  readonly options?: Partial<LoadOptions> | undefined;
  /** Begin anew, whatever an earlier run of this load has left. */
  readonly restart?: boolean | undefined;
  /** Kept in the state with every save. Absent: what was there stays. */
  readonly details?: (() => LoadState['details']) | undefined;
  /** Shared by loads that run side by side into one cluster; absent: one of its own, with the defaults. */
  readonly budget?: Budget | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 (included) to 1 (excluded). */
  readonly random?: (() => number) | undefined;
  /** What part of the time since its last call this thread was at work. */
  readonly utilization?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onEvent?: ((event: LoadEvent) => void) | undefined;
}

/** One run of a load: its parts, put together. */
export class Load {
  readonly #job: LoadJob;
  readonly #course: Course;
  readonly #head: LoadHead;
  readonly #budget: Budget;
  readonly #checkpoints: Checkpoints;
  readonly #letters: Letters;
  readonly #writer: Writer;
  readonly #meter: ProgressMeter | undefined;
  readonly #begunAt: number;
  #reading: Promise<void> = Promise.resolve();

  /** Looks at what an earlier run has left, or asks the source how it is divided. */
  static async prepare(job: LoadJob, control: Control): Promise<Load> {
    const { session, source, deadLetters, clock = systemClock } = job;
    const previous = job.restart ? undefined : session.previous;
    const ranges =
      previous?.ranges ??
      (await source.ranges(control.stopSignal)).map((range): RangeState => ({ ...range, finished: false }));
    const head: LoadHead = previous ?? {
      format: 1,
      version: laterThan(session.previous?.version, clock.now()),
      startedAt: clock.now(),
      counts: { read: 0, stored: 0, stale: 0, dead: 0 },
    };
    if (previous) await deadLetters.resume(head.version, head.counts.dead);
    return new Load(job, control, head, ranges, job.details ?? (() => previous?.details ?? {}));
  }

  private constructor(
    job: LoadJob,
    control: Control,
    { format, version, startedAt, counts }: LoadHead,
    ranges: readonly RangeState[],
    details: () => LoadState['details'],
  ) {
    const {
      clock = systemClock,
      random = Math.random,
      onEvent: emit = () => {},
      session,
      target,
      source,
    } = job;
    const options = withDefaults(defaultLoadOptions, job.options);
    const ledger = new Ledger(
      ranges.map((range) => new RangeTrack(range)),
      version,
      source.distinctKeys,
    );
    const window = new Window({ records: options.windowRecords, bytes: options.windowBytes }, () => {
      this.#checkpoints.poke();
      control.changed.notify();
    });
    control.stopSignal.addEventListener('abort', () => window.close());
    if (control.stopping) window.close();
    const course: Course = { options, clock, random, control, ledger, window, emit };
    this.#job = job;
    this.#course = course;
    this.#head = { format, version, startedAt, counts };
    this.#budget = job.budget ?? createBudget();
    this.#checkpoints = new Checkpoints(course, session, this.#head, details);
    this.#letters = new Letters(course, job.deadLetters, this.#checkpoints, version);
    this.#writer = new Writer(course, target, this.#budget, this.#checkpoints, this.#letters, version);
    this.#meter = job.onProgress && new ProgressMeter(course, job.utilization);
    this.#begunAt = clock.now();
  }

  /** How many records are settled, up to the watermarks, earlier runs included. */
  get records(): number {
    return this.#checkpoints.counts.read;
  }

  /** Requests whose answer nobody waits for any more. */
  get unanswered(): number {
    return this.#writer.unanswered;
  }

  /** Reads and writes everything. Returns early when the load stops. */
  async work(): Promise<void> {
    const { control, ledger } = this.#course;
    const inBackground = [this.#tick(), this.#writer.run()].map((part) =>
      part.catch((error: unknown) => control.fail(error)),
    );
    await this.#checkpoints.save();
    if (control.stopping) return;
    this.#reading = readRanges(this.#course, this.#job.source, this.#letters, this.#checkpoints);
    await this.#reading;
    this.#writer.flush();
    while (ledger.open > 0 && !control.stopping) await control.changed.wait();
    if (control.stopping) return;
    await this.#checkpoints.finish();
    control.stop();
    await Promise.all(inBackground);
    this.#tell();
  }

  /** Waits a little for what is under way, and saves what came of it. Throws nothing. */
  async windDown(): Promise<void> {
    const { control, options, clock } = this.#course;
    if (!control.fenced) await within(clock, options.graceMs, this.#underWay());
    control.cut();
    if (!control.fenced) await within(clock, options.graceMs, this.#checkpoints.save());
  }

  async #underWay(): Promise<void> {
    await Promise.allSettled([this.#reading, this.#writer.idle()]);
    this.#letters.poke();
    await this.#letters.idle();
  }

  async #tick(): Promise<void> {
    const { control, clock } = this.#course;
    for (;;) {
      await clock.sleep(tickMs, control.stopSignal);
      if (control.stopping) return;
      this.#writer.tick(clock.now());
      this.#letters.poke();
      this.#checkpoints.poke();
      control.changed.notify();
      if (this.#meter?.look(this.#budget.busy)) this.#tell();
    }
  }

  #tell(): void {
    if (this.#meter) this.#job.onProgress?.(this.#meter.progress(this.#writer.stats.retries));
  }

  report(): LoadReport {
    const { clock, ledger, window } = this.#course;
    const { requests, bytes, retries, latencies } = this.#writer.stats;
    const elapsedMs = clock.now() - this.#begunAt;
    const ranges = ledger.tracks.map(({ state }) => state);
    return {
      ...this.#checkpoints.counts,
      before: this.#head.counts,
      ...{ retries, requests, bytes, elapsedMs },
      docsPerSecond: Math.round((ledger.passed.read * 1000) / Math.max(1, elapsedMs)),
      latency: { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) },
      maxWindow: window.peak,
      lastKey: ranges.findLast(({ lastKey }) => lastKey !== undefined)?.lastKey,
      ranges,
    };
  }
}

/** A clock that was set back must not make this load older than the one before it: nothing of it would be kept. */
function laterThan(earlier: string | undefined, now: number): string {
  return String(Math.max(now, earlier === undefined ? 0 : Number(earlier) + 1));
}
