import { runEnd, type Workspace } from '../../databricks/index.ts';
import { HeadraceError, type Problem } from '../../kernel/index.ts';
import type { AwaitedRun, JobRegister } from '../jobs/job-register.ts';
import type { Watchdog } from '../jobs/watchdog.ts';
import { otherWorkspace, runNotCancelled } from './problems.ts';

/** How long somebody who cancels a workflow waits for the workspace (ms); the watchdog has all the time. */
const patience = 10_000;

/** The workspace that a run is in. @throws HeadraceError when the credentials are for another one. */
export function workspaceAt(open: () => Promise<Workspace>): (host: string) => Promise<Workspace> {
  return async (host) => {
    const workspace = await open();
    if (workspace.host === host) return workspace;
    throw new HeadraceError(otherWorkspace({ host: workspace.host, awaited: host }));
  };
}

export interface JobRunsOptions {
  readonly register: JobRegister;
  readonly watchdog: Watchdog;
  readonly workspaceAt: (host: string) => Promise<Workspace>;
  readonly onProblem: (problems: readonly Problem[]) => void;
}

/** What is done to the runs of one workflow. */
export class JobRuns {
  readonly #options: JobRunsOptions;

  constructor(options: JobRunsOptions) {
    this.#options = options;
  }

  /** Cancels those that are awaited: now, or by the watchdog when the workspace cannot be asked now. */
  async cancel(root: string): Promise<void> {
    const { register, watchdog, onProblem } = this.#options;
    const runs = register.ofWorkflow(root).filter(({ isOver }) => !isOver);
    for (const { promiseId } of runs) register.cancel(promiseId);
    const signal = AbortSignal.timeout(patience);
    for (const run of runs) {
      try {
        await watchdog.cancel(await this.#options.workspaceAt(run.host), run, signal);
      } catch (error) {
        const reason = signal.aborted ? 'no answer in time' : messageOf(error);
        onProblem([runNotCancelled({ root, run: `run ${run.runId} of job ${run.jobId}`, reason })]);
      }
    }
  }

  /** Repairs those that have failed; returns them. */
  async repair(root: string): Promise<readonly AwaitedRun[]> {
    const repaired: AwaitedRun[] = [];
    for (const run of this.#options.register.ofWorkflow(root)) {
      if (run.isOver || run.isCancelled || run.runId === undefined) continue;
      const workspace = await this.#options.workspaceAt(run.host);
      const end = runEnd(await workspace.jobs.getRun(run.runId));
      if (end === undefined || end.outcome === 'succeeded') continue;
      await workspace.jobs.repairRun(run.runId);
      repaired.push(run);
    }
    return repaired;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof HeadraceError) return error.problems.map(({ message }) => message).join(' ');
  return error instanceof Error ? error.message : String(error);
}
