import { type ExitCode, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { StartedRun } from './follow-runs.ts';
import type { TriggerReport } from './trigger-request.ts';

/** What became of the loads so far. */
export class Tally {
  readonly #loads: number;
  readonly open = new Map<string, StartedRun>();
  #started = 0;
  #notStarted = 0;
  #succeeded = 0;
  #failed = 0;
  #lost: ExitCode = exitCode.done;

  constructor(loads: number) {
    this.#loads = loads;
  }

  started(run: StartedRun): void {
    this.#started += 1;
    this.open.set(run.load, run);
  }

  notStarted(): void {
    this.#notStarted += 1;
  }

  ended(run: StartedRun, succeeded: boolean): void {
    this.open.delete(run.load);
    if (succeeded) this.#succeeded += 1;
    else this.#failed += 1;
  }

  /** The runs cannot be followed any more. */
  lost(error: unknown): void {
    this.#lost = error instanceof HeadraceError ? error.exitCode : exitCode.failed;
  }

  result(interrupted: boolean, waited: boolean): TriggerReport {
    const failed = this.#notStarted + this.#failed;
    const notBegun = this.#loads - this.#started - this.#notStarted;
    // Everything was done before the interrupt came.
    const cut = interrupted && (notBegun > 0 || (waited && this.open.size > 0));
    let code: ExitCode = exitCode.done;
    if (cut) code = exitCode.interrupted;
    else if (failed > 0) code = exitCode.failed;
    else code = this.#lost;
    return {
      ...{ loads: this.#loads, started: this.#started, failed, succeeded: this.#succeeded },
      going_on: [...this.open.values()].map(({ load, runId }) => ({ load, run_id: runId })),
      not_begun: notBegun,
      exit_code: code,
    };
  }
}
