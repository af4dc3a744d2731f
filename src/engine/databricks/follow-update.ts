import type { PipelineEvent, PipelineUpdate, Workspace } from '../../databricks/index.ts';
import { type Clock, exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { eventCursor } from './event-cursor.ts';
import { connectionLost, lostForGood } from './problems.ts';
import { readEvent } from './read-event.ts';

/** An update of a pipeline. */
export interface UpdateRef {
  readonly pipelineId: string;
  readonly updateId: string;
  /** The pipeline's name in the workspace. */
  readonly name: string;
}

export interface FollowOptions {
  readonly workspace: Workspace;
  readonly clock: Clock;
  /** `onHalt` is called once when the signal aborts; it says whether the update is followed to its end. */
  readonly halt: { readonly signal: AbortSignal; readonly onHalt: () => Promise<boolean> };
  readonly onEvent: (event: PipelineEvent) => void;
  /** Called after each look. */
  readonly onLook?: () => void;
  readonly onWarning: (problem: Problem) => void;
}

export type FinalState = 'COMPLETED' | 'FAILED' | 'CANCELED';

export function finalState({ state }: Pick<PipelineUpdate, 'state'>): FinalState | undefined {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELED' ? state : undefined;
}

/** From one look at an update to the next (ms): 1 s at first, half as much again each time, then 5 s. */
const pace = { first: 1000, factor: 1.5, most: 5000 } as const;
/** How often the log is asked for what is missing after the update is over. */
const looksAfterEnd = 4;
/** While the workspace cannot be reached. */
const outage = { waitMs: 5000, patienceMs: 30 * 60_000 } as const;

/**
 * Follows an update to its end. Each look costs two calls (its state; new events, one call per 100), so after
 * the first seconds 24 calls a minute. Where the connection is lost it goes on asking for half an hour.
 *
 * @returns its final state, and what its log says of a failure; undefined when it was not followed to its end.
 * @throws HeadraceError (exit code 5) when the connection is not found again.
 */
export async function followUpdate(
  ref: UpdateRef,
  options: FollowOptions,
): Promise<{ readonly state: FinalState; readonly error: string | undefined } | undefined> {
  const { workspace, clock, halt } = options;
  const { pipelineId, updateId } = ref;
  const ask = <T>(call: () => Promise<T>): Promise<T> => persist(call, ref, options);
  const { creation_time: created = clock.now() } = await ask(() =>
    workspace.pipelines.getUpdate(pipelineId, updateId),
  );
  const cursor = eventCursor(workspace, ref, created);
  let told: string | undefined;
  let error: string | undefined;
  const read = async (): Promise<void> => {
    for (const event of await ask(() => cursor.read())) {
      const fact = readEvent(event);
      if (fact?.kind === 'update') {
        told = fact.state;
        error = fact.error ?? error;
      }
      options.onEvent(event);
    }
    options.onLook?.();
  };

  let halted = false;
  for (let wait: number = pace.first; ; wait = Math.min(pace.most, wait * pace.factor)) {
    if (halt.signal.aborted && !halted) {
      halted = true;
      wait = pace.first;
      if (!(await halt.onHalt())) return undefined;
    }
    const state = finalState(await ask(() => workspace.pipelines.getUpdate(pipelineId, updateId)));
    await read();
    if (state !== undefined) {
      // The log may be a little behind.
      for (let look = 1; told !== state && look < looksAfterEnd; look += 1) {
        await clock.sleep(pace.first);
        await read();
      }
      return { state, error };
    }
    await clock.sleep(wait, halted ? undefined : halt.signal);
  }
}

/** Tries again and again while the workspace cannot be reached; after an interrupt it gives up at once. */
async function persist<T>(
  call: () => Promise<T>,
  { name, updateId }: UpdateRef,
  { clock, halt, onWarning }: FollowOptions,
): Promise<T> {
  const begun = clock.now();
  for (let told = false; ; told = true) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof HeadraceError) || error.exitCode !== exitCode.unreachable) throw error;
      const forMs = clock.now() - begun;
      if (halt.signal.aborted || forMs > outage.patienceMs) {
        const problem = lostForGood({ pipeline: name, update: updateId, forMs });
        throw new HeadraceError([problem, ...error.problems], {
          exitCode: exitCode.unreachable,
          cause: error,
        });
      }
      const [problem] = error.problems;
      if (!told) onWarning(connectionLost({ pipeline: name, reason: problem?.message ?? error.message }));
      await clock.sleep(outage.waitMs, halt.signal);
    }
  }
}
