import { isGone, type JobRun, type RunEnd, runEnd, type Workspace } from '../../databricks/index.ts';
import type { Clock } from '../../kernel/index.ts';

export interface StartedRun {
  readonly load: string;
  readonly runId: string;
}

export interface FollowRuns {
  readonly workspace: Workspace;
  readonly jobId: string;
  readonly clock: Clock;
  /** When the first of them was started, by the clock here (ms). */
  readonly since: number;
  readonly signal: AbortSignal;
  readonly onEnded: (run: StartedRun, end: RunEnd, found: JobRun) => void;
  /** A run that nobody knows any more. */
  readonly onGone: (run: StartedRun, error: unknown) => void;
}

/** From one look to the next (ms). */
const pace = { first: 2000, factor: 1.5, most: 30_000 } as const;
/** Clocks may differ by this much (ms). */
const slackMs = 10 * 60_000;

/**
 * Follows runs of one job to their end. Each look lists the job's runs, the newest first, until all that are open
 * were seen: a call per 24 runs, and none for each run. Looks begin 2 s apart and end 30 s apart, so 500 runs
 * cost at most 21 calls each 30 s. A run that is older than this command (its token was used before) is
 * not in that part of the list; only these are asked for one by one.
 *
 * @returns the runs that are still open when the signal aborts; else none.
 * @throws HeadraceError where the workspace cannot be asked any more.
 */
export async function followRuns(
  runs: readonly StartedRun[],
  options: FollowRuns,
): Promise<readonly StartedRun[]> {
  const { workspace, clock, signal, onEnded, onGone } = options;
  const open = new Map(runs.map((run) => [run.runId, run]));
  const settle = (found: JobRun): void => {
    const run = open.get(found.run_id);
    const end = runEnd(found);
    if (run === undefined || end === undefined) return;
    open.delete(found.run_id);
    onEnded(run, end, found);
  };
  for (let wait: number = pace.first; open.size > 0; wait = Math.min(pace.most, wait * pace.factor)) {
    await clock.sleep(wait, signal);
    if (signal.aborted) break;
    try {
      const unseen = await lookThrough(open, options, settle);
      for (const runId of unseen) {
        const run = open.get(runId);
        await workspace.jobs.getRun(runId, { signal }).then(settle, (error: unknown) => {
          // It is not known what becomes of the run while nobody can be asked.
          if (signal.aborted || !isGone(error)) throw error;
          if (run) onGone(run, error);
          open.delete(runId);
        });
      }
    } catch (error) {
      if (signal.aborted) break;
      throw error;
    }
  }
  return [...open.values()];
}

/** @returns ids of open runs that are not among those of this time. */
async function lookThrough(
  open: ReadonlyMap<string, StartedRun>,
  { workspace, jobId, since, signal }: FollowRuns,
  settle: (found: JobRun) => void,
): Promise<readonly string[]> {
  const unseen = new Set(open.keys());
  for await (const found of workspace.jobs.listRuns({ jobId, signal })) {
    if (unseen.delete(found.run_id)) settle(found);
    if (unseen.size === 0 || (found.start_time ?? since) < since - slackMs) break;
  }
  return [...unseen];
}
