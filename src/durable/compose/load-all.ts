import type { Context } from '@resonatehq/sdk';
import { isRecord, type Json } from '../../kernel/index.ts';
import { servicesOf } from '../client/services.ts';
import type { Failure } from '../client/types.ts';
import { attempt, persistent } from '../steps/persistent.ts';
import { marginMs, runJob } from '../steps/run-job.ts';

/** Which loads are triggered; as `headrace trigger` is told. */
export interface LoadAllOptions {
  /** Names under `loads:`; all of them unless some are given. */
  readonly loads?: readonly string[];
  /** The loader job; ES_LOADER_JOB_ID, or the loader of the bundle, unless one is given. */
  readonly job?: string;
  readonly batchId?: string;
  /** How long each may take, in seconds; a day unless told otherwise. */
  readonly timeout?: number;
}

/** How one load ended. */
export interface LoadEnd {
  readonly load: string;
  /** What its run left; undefined when it failed. */
  readonly value?: Json;
  readonly failure?: Failure;
}

interface Planned {
  readonly job: string;
  readonly loads: readonly { readonly load: string; readonly params: Readonly<Record<string, string>> }[];
}

const daySeconds = 86_400;

/**
 * Steps: starts the loader job for many loads side by side, waits for all of them, and says how each ended; one that
 * fails does not stop the others.
 *
 * @example
 * const ends = yield* loadAll(context, { batchId: '2026-11-21' });
 */
export function* loadAll(
  context: Context,
  options: LoadAllOptions = {},
): Generator<unknown, readonly LoadEnd[], unknown> {
  const { timeout = daySeconds, ...asked } = options;
  const { job, loads }: Planned = yield* context.run(planLoads, asked, persistent(context));
  const awaited = [];
  for (const { load, params } of loads) {
    const promise = yield* context.promise<Json>({ timeout: timeout * 1000 + marginMs });
    const started = yield* context.beginRun(
      runJob,
      promise.id,
      job,
      undefined,
      { params },
      persistent(context),
    );
    awaited.push({ load, promise, started });
  }
  const ends: LoadEnd[] = [];
  for (const { load, promise, started } of awaited) {
    try {
      yield* started;
      ends.push({ load, value: yield* promise });
    } catch (error) {
      ends.push({ load, failure: failureOf(error) });
    }
  }
  return ends;
}

/** What each run of the loader job is told; decided once. */
async function planLoads(
  context: Context,
  { loads = [], job, batchId }: Omit<LoadAllOptions, 'timeout'>,
): Promise<Planned> {
  const { root, env, workspace } = servicesOf(context);
  const [{ loadProject }, { planLoaderRuns }] = await Promise.all([
    import('../../project/index.ts'),
    import('../../loading/index.ts'),
  ]);
  return await attempt(async () => {
    const project = await loadProject({ root, env, vars: {}, configurationOnly: true });
    const given = batchId === undefined ? {} : { batch_id: batchId };
    return await planLoaderRuns({
      project,
      env,
      names: loads,
      given,
      jobId: job,
      workspace: await workspace(),
    });
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error) return { name: error.name, message: error.message };
  if (isRecord(error) && typeof error.message === 'string') return { name: 'Error', message: error.message };
  return { name: 'TimedOut', message: 'it did not end in the time it had' };
}
