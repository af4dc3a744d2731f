import { HeadraceError } from '../kernel/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import { backoff, type Course, type LoadStats } from './course.ts';
import type { Letters } from './letters.ts';
import { tickMs } from './options.ts';
import type { Pending } from './pending.ts';
import { recordRefused } from './problems.ts';
import { RetryWheel } from './retry-wheel.ts';
import type { Outcome, RequestFailure } from './types.ts';
import { sizeOf } from './window.ts';

/** What is left of a request after its answer: nothing, unless there is a failure. */
interface Unsettled {
  readonly left: readonly Pending[];
  readonly failure: RequestFailure | undefined;
}

/** Sees to what the target's answers mean for each record: settled, tried again, or given up. */
export class Settlement {
  readonly #course: Course;
  readonly #checkpoints: Checkpoints;
  readonly #letters: Letters;
  readonly #stats: LoadStats;
  readonly #waiting = new RetryWheel(tickMs);

  constructor(course: Course, checkpoints: Checkpoints, letters: Letters, stats: LoadStats) {
    this.#course = course;
    this.#checkpoints = checkpoints;
    this.#letters = letters;
    this.#stats = stats;
  }

  /** Makes those records ready whose time has come to be tried again. */
  tick(now: number): void {
    for (const pending of this.#waiting.take(now)) this.#course.ledger.ready.push(pending);
  }

  /** @returns those that the target had no room for, if any, and why. */
  settle(records: readonly Pending[], outcomes: readonly Outcome[]): Unsettled {
    const { ledger, window, control } = this.#course;
    if (outcomes.length !== records.length)
      throw new Error(`The target gave ${outcomes.length} outcomes for ${records.length} records.`);
    const left: Pending[] = [];
    let failure: RequestFailure | undefined;
    for (let at = 0; at < records.length; at += 1) {
      const [record, outcome] = [records[at], outcomes[at]];
      if (!record || !outcome) continue;
      if (outcome.kind === 'blocked') {
        left.push(record);
        failure = outcome;
        continue;
      }
      record.attempts += 1;
      if (outcome.kind === 'stored' || outcome.kind === 'stale') ledger.settle(record, outcome.kind);
      else if (outcome.kind === 'poison') this.refuse(record, outcome.reason);
      else this.#again(record, outcome.reason);
    }
    window.settled(sizeOf(ledger.settled));
    this.#letters.poke();
    this.#checkpoints.poke();
    control.changed.notify();
    return { left, failure };
  }

  #again(record: Pending, reason: string): void {
    const { options, clock } = this.#course;
    if (record.attempts > options.maxRetries) {
      this.refuse(record, `gave up after ${record.attempts} attempts: ${reason}`);
      return;
    }
    this.#stats.retries += 1;
    this.#waiting.add(record, clock.now() + backoff(this.#course, record.attempts));
  }

  /** Nothing can make the target take this record. */
  refuse(record: Pending, reason: string): void {
    const { options, control, ledger, emit } = this.#course;
    const key = record.key === '' ? null : record.key;
    if (options.raiseErrors) {
      control.fail(new HeadraceError(recordRefused({ key, reason })));
      return;
    }
    emit({ kind: 'given_up', key, reason });
    ledger.giveUp(record, reason);
  }
}
