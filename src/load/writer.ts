import { crashPoint, exitCode, HeadraceError } from '../kernel/index.ts';
import type { Budget } from './budget.ts';
import type { Checkpoints } from './checkpoints.ts';
import { backoff, type Course, type LoadStats } from './course.ts';
import { Gate } from './gate.ts';
import { Latencies } from './latencies.ts';
import type { Letters } from './letters.ts';
import type { Pending } from './pending.ts';
import { targetUnreachable } from './problems.ts';
import { Settlement } from './settlement.ts';
import type { LoadTarget, RequestFailure, WriteResult } from './types.ts';

/** Gathers ready records into requests, several under way at once, and sees each record to its outcome. */
export class Writer {
  readonly stats: LoadStats = { requests: 0, bytes: 0, retries: 0, latencies: new Latencies() };
  readonly #course: Course;
  readonly #target: LoadTarget;
  readonly #budget: Budget;
  readonly #gate: Gate;
  readonly #settlement: Settlement;
  readonly #version: string;
  readonly #deliveries = new Set<Promise<void>>();
  #unanswered = 0;
  #readyAt: number | undefined;
  #lastOnes = false;

  constructor(
    course: Course,
    target: LoadTarget,
    budget: Budget,
    checkpoints: Checkpoints,
    letters: Letters,
    version: string,
  ) {
    this.#course = course;
    this.#target = target;
    this.#budget = budget;
    this.#gate = new Gate(course, budget, checkpoints);
    this.#settlement = new Settlement(course, checkpoints, letters, this.stats);
    this.#version = version;
  }

  /** Requests sent whose answer is not known. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Nothing more will be read: full requests are not waited for any longer. */
  flush(): void {
    this.#lastOnes = true;
    this.#course.control.changed.notify();
  }

  /** Makes those records ready whose time has come to be tried again. */
  tick(now: number): void {
    this.#settlement.tick(now);
  }

  /** Sends until the load stops. */
  async run(): Promise<void> {
    const { ready } = this.#course.ledger;
    while (await this.#worthSending()) {
      if (!(await this.#gate.pass(false))) return;
      const records = ready.take(this.#budget.pace.size);
      this.#readyAt = undefined;
      if (records.length === 0) this.#budget.free();
      else this.#begin(records, true);
    }
  }

  /** Resolves when every request begun has come to an end. */
  async idle(): Promise<void> {
    while (this.#deliveries.size > 0) await Promise.all(this.#deliveries);
  }

  /** Waits until there is a full request, or nothing to wait for. @returns false once the load stops. */
  async #worthSending(): Promise<boolean> {
    const { ledger, window, clock, control, options } = this.#course;
    const { ready } = ledger;
    for (; !control.stopping; await control.changed.wait()) {
      if (ready.records === 0) continue;
      this.#readyAt ??= clock.now();
      const { records, bytes } = this.#budget.pace.size;
      if (ready.bytes >= bytes || ready.records >= records) return true;
      if (
        this.#lastOnes ||
        (window.full && this.#unanswered === 0) ||
        clock.now() - this.#readyAt >= options.lingerMs
      )
        return true;
    }
    return false;
  }

  /** @param placed whether a place in the budget was already taken. */
  #begin(records: readonly Pending[], placed: boolean): void {
    const delivery = this.#deliver(records, placed)
      .catch((error: unknown) => this.#course.control.fail(error))
      .finally(() => this.#deliveries.delete(delivery));
    this.#deliveries.add(delivery);
  }

  /** Sends records as one request until there is an outcome for each, or the load stops. */
  async #deliver(batch: readonly Pending[], placed: boolean): Promise<void> {
    const { clock, control, ledger } = this.#course;
    let records = batch;
    let failures = 0;
    let probes = 0;
    while (placed || (await this.#gate.pass(probes > 0))) {
      const result = await this.#request(records, placed && ledger.ready.records > 0);
      placed = false;
      if (control.cutSignal.aborted) return;
      const { left, failure } = result.failure
        ? { left: records, ...result }
        : this.#settlement.settle(records, result.outcomes);
      if (probes > 0 && failure?.kind !== 'blocked' && failure?.kind !== 'retry') this.#gate.unblock();
      if (!failure) return;
      if (failure.kind === 'too_large') return this.#split(records, failure.reason);
      records = left;
      if (failure.kind === 'retry') {
        failures += 1;
        await clock.sleep(this.#retryDelay(failure, failures), control.stopSignal);
      } else if (probes > 0 || !this.#gate.blocked) {
        // This request asks again; others find writing forbidden until it gets through.
        if (probes === 0) this.#gate.block(failure.reason);
        probes += 1;
        await clock.sleep(backoff(this.#course, probes), control.stopSignal);
      }
    }
  }

  /** @throws HeadraceError when it was tried often enough. */
  #retryDelay({ reason, retryAfterMs = 0 }: RequestFailure & { kind: 'retry' }, attempt: number): number {
    const { options, emit } = this.#course;
    if (attempt > options.maxRetries)
      throw new HeadraceError(targetUnreachable({ attempts: attempt, reason }), {
        exitCode: exitCode.unreachable,
      });
    this.stats.retries += 1;
    const waitMs = Math.max(retryAfterMs, backoff(this.#course, attempt));
    emit({ kind: 'retrying', reason, attempt, waitMs });
    return waitMs;
  }

  /** One request, in a place of the budget that was already taken and is given back. */
  async #request(records: readonly Pending[], full: boolean): Promise<WriteResult> {
    const { clock, control } = this.#course;
    const { pace } = this.#budget;
    let bytes = 0;
    for (const record of records) bytes += record.bytes;
    const sent = pace.sent(bytes, full);
    const begun = clock.now();
    this.stats.requests += 1;
    this.stats.bytes += bytes;
    this.#unanswered += 1;
    try {
      crashPoint('load:before-write');
      const result = await this.#target.write(records, this.#version, control.cutSignal);
      crashPoint('load:after-write');
      const latency = clock.now() - begun;
      this.stats.latencies.add(latency);
      // Before the place is given back, or the next request would slip through.
      if (result.failure?.kind === 'retry') this.#gate.closeFor(result.failure.retryAfterMs ?? 0);
      if (result.failure?.kind === 'too_large') pace.tooLarge(bytes);
      else if (result.failure?.kind !== 'blocked') pace.answered(sent, latency, pushedBack(result));
      return result;
    } finally {
      if (!control.cutSignal.aborted) this.#unanswered -= 1;
      this.#budget.free();
      control.changed.notify();
    }
  }

  #split(records: readonly Pending[], reason: string): void {
    const [only] = records;
    if (records.length === 1 && only) {
      only.attempts += 1;
      this.#settlement.refuse(only, reason);
      return;
    }
    this.#course.emit({ kind: 'split', reason, records: records.length });
    const half = Math.ceil(records.length / 2);
    this.#begin(records.slice(0, half), false);
    this.#begin(records.slice(half), false);
  }
}

/** Whether an answer shows that the target, or the way to it, has too much to do. */
function pushedBack({ outcomes, failure }: WriteResult): boolean {
  if (failure) return failure.kind === 'retry';
  for (const { kind } of outcomes) if (kind === 'retry') return true;
  return false;
}
