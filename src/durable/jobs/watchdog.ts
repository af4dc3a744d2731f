import { isGone, runEnd, type Workspace } from '../../databricks/index.ts';
import { type Clock, HeadraceError, type Json, type Problem } from '../../kernel/index.ts';
import { cannotWatch } from '../client/problems.ts';
import type { Failure, Settlement } from '../client/types.ts';
import { activeRuns, byJob, newPages } from './active-runs.ts';
import { deadlinePassed, jobFailure, runVanished } from './job-failure.ts';
import type { AwaitedRun, JobRegister } from './job-register.ts';

/** How promises are settled in the name of runs. */
export interface Settler {
  resolve(promiseId: string, value: Json): Promise<Settlement>;
  reject(promiseId: string, failure: Failure): Promise<Settlement>;
}

export interface WatchdogOptions {
  readonly register: JobRegister;
  /** The workspace at a host. */
  readonly workspaceAt: (host: string) => Promise<Workspace>;
  readonly settle: Settler;
  readonly clock: Clock;
  /** Told what keeps it from looking; it goes on. */
  readonly onProblem: (problems: readonly Problem[]) => void;
  /** Told when a run has failed and its workflow waits for somebody to repair it. */
  readonly onParked: (run: AwaitedRun, failure: Failure) => void;
}

/** From one look to the next (ms). */
const pace = { first: 1000, factor: 1.5, most: 60_000 } as const;

/** A job that ends is given so long for its own callback, which knows more (ms). */
const graceMs = 30_000;

/**
 * Sees to it that every awaited run settles its promise, though its callback may never come. A look lists the runs
 * that are under way, job by job: a call per page of runs. Only those that are no longer in the list are asked for one
 * by one, until their callback or their state has settled them. Looks begin 1 s apart and end 60 s apart; whatever
 * happens makes them frequent again.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  /** Runs whose failure was told, and whose repair is awaited. */
  readonly #parked = new Set<string>();
  /** What keeps it from looking, once it was told; a full disk, say. */
  #told: string | undefined;
  #nap = new AbortController();
  #wait: number = pace.first;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Looks until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = this.#wait;
      this.#wait = Math.min(pace.most, wait * pace.factor);
      await this.#options.clock.sleep(wait, AbortSignal.any([signal, this.#nap.signal]));
      if (signal.aborted) return;
      if (this.#nap.signal.aborted) {
        this.#nap = new AbortController();
        continue;
      }
      try {
        if (await this.look(signal)) this.#wait = pace.first;
      } catch (error) {
        // The register cannot be read. It will not stay so.
        this.#tell(error);
      }
    }
  }

  /** Something has happened: the next look comes soon. */
  wake(): void {
    if (this.#wait === pace.first) return;
    this.#wait = pace.first;
    this.#nap.abort();
  }

  /** One look at all awaited runs. @returns whether any of them was settled. */
  async look(signal: AbortSignal): Promise<boolean> {
    const runs = this.#options.register.open();
    let changed = false;
    for (const group of byJob(runs)) {
      try {
        changed = (await this.#lookAtJob(group, signal)) || changed;
      } catch (error) {
        if (signal.aborted) return changed;
        // Another job, or the same one later, may be in reach.
        this.#tell(error);
        changed = (await this.#settleLate(group)) || changed;
      }
    }
    return changed;
  }

  async #lookAtJob(runs: readonly AwaitedRun[], signal: AbortSignal): Promise<boolean> {
    const [first] = runs;
    if (!first) return false;
    const workspace = await this.#options.workspaceAt(first.host);
    const active = await activeRuns(workspace, first.jobId, runs, signal);
    this.#options.register.seen(newPages(runs, active));
    let changed = false;
    for (const run of runs) {
      const found = active.get(run.runId ?? '');
      if (found) this.#parked.delete(run.promiseId);
      if (run.isCancelled) {
        changed = (await this.cancel(workspace, run, signal)) || changed;
        continue;
      }
      const isSettled = found ? false : await this.#lookAtRun(workspace, run, signal);
      changed = isSettled || changed;
      if (!isSettled && this.#options.clock.now() >= run.deadline) {
        await this.#rejectLate(run);
        changed = (await this.cancel(workspace, run, signal)) || changed;
      }
    }
    return changed;
  }

  /** Cancels a run that nobody waits for any more. @returns whether that is done. */
  async cancel(workspace: Workspace, run: AwaitedRun, signal: AbortSignal): Promise<boolean> {
    // One that is just being started is cancelled when its id is known.
    if (run.runId === undefined) return this.#options.clock.now() >= run.deadline && this.#over(run);
    await workspace.jobs.cancelRun(run.runId, { signal }).catch(ignoreGone);
    return this.#over(run);
  }

  /** A run that is not under way: it is over, or only about to be started. */
  async #lookAtRun(workspace: Workspace, run: AwaitedRun, signal: AbortSignal): Promise<boolean> {
    const { runId } = run;
    if (runId === undefined) return false;
    const found = await workspace.jobs.getRun(runId, { signal }).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw error;
    });
    if (!found) return await this.#reject(run, runVanished(run));
    const end = runEnd(found);
    if (!end) return false;
    const url = found.run_page_url;
    if (end.outcome === 'succeeded') {
      const ended = found.end_time ?? 0;
      if (run.callsBack && this.#options.clock.now() < ended + graceMs) return false;
      const value = { run_id: runId, state: end.result, ...(url !== undefined && { run_page_url: url }) };
      await this.#options.settle.resolve(run.promiseId, value);
      return this.#over(run);
    }
    const failure = jobFailure(run, { ...end, outcome: end.outcome }, url);
    if (run.onFailure === 'fail') return await this.#reject(run, failure);
    if (!this.#parked.has(run.promiseId)) {
      this.#parked.add(run.promiseId);
      this.#options.onParked(run, failure);
    }
    return false;
  }

  /** Deadlines pass, also while the workspace cannot be asked: runs are cancelled when it can. */
  async #settleLate(runs: readonly AwaitedRun[]): Promise<boolean> {
    let changed = false;
    try {
      for (const run of runs) {
        if (run.isCancelled || this.#options.clock.now() < run.deadline) continue;
        await this.#rejectLate(run);
        changed = true;
      }
    } catch (error) {
      this.#tell(error);
    }
    return changed;
  }

  async #rejectLate(run: AwaitedRun): Promise<void> {
    this.#options.register.cancel(run.promiseId);
    await this.#options.settle.reject(run.promiseId, deadlinePassed(run));
  }

  #tell(error: unknown): void {
    const { onProblem } = this.#options;
    if (error instanceof HeadraceError) {
      onProblem(error.problems);
      return;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== this.#told) onProblem([cannotWatch({ reason })]);
    this.#told = reason;
  }

  async #reject(run: AwaitedRun, failure: Failure): Promise<boolean> {
    await this.#options.settle.reject(run.promiseId, failure);
    return this.#over(run);
  }

  /** Whoever settled it, and even when nobody knows the promise: there is nothing left to do. */
  #over({ promiseId }: AwaitedRun): true {
    this.#options.register.over(promiseId);
    this.#parked.delete(promiseId);
    return true;
  }
}

function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
