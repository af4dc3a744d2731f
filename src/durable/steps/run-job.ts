import type { Context } from '@resonatehq/sdk';
import { servicesOf } from '../client/services.ts';
import type { OnFailure } from '../jobs/job-register.ts';
import { attempt } from './persistent.ts';
import { StepRefused } from './refused.ts';

export interface RunJobOptions {
  /** The job's own parameters. */
  readonly params?: Readonly<Record<string, string>>;
  /** When the run fails: the workflow fails (`fail`), or waits for its repair (`wait`). */
  readonly onFailure?: OnFailure;
}

/** A promise outlives its run's deadline by this (ms), so that the run is cancelled before nobody waits for it. */
export const marginMs = 120_000;

/**
 * A step: starts a Databricks job that settles a promise when it has ended, by calling `url` or by being watched. It
 * is told `promise_id`, `url` and `token`; without a `url` it is only watched. Repeated for the same promise, it finds
 * the run that it has started.
 *
 * @example
 * const p = yield* context.promise<Json>();
 * yield* context.run(runJob, p.id, '123', 'https://me.example', {});
 * const value = yield* p;
 */
export async function runJob(
  context: Context,
  promiseId: string,
  job: string | number,
  url: string | undefined,
  { params = {}, onFailure = 'fail' }: RunJobOptions = {},
): Promise<{ readonly run_id: string }> {
  const services = servicesOf(context);
  if (!(await services.isWanted(promiseId))) {
    throw new StepRefused(`Nobody waits for promise ${promiseId} any more, so job ${job} is not started.`);
  }
  const expiry = await services.expiryOf(promiseId);
  const deadline = expiry - marginMs;
  try {
    const request = {
      ...{ promiseId, root: context.originId, jobId: jobIdOf(job), parameters: params, onFailure, deadline },
      callbackUrl: url,
    };
    return { run_id: await attempt(() => services.startJob(request)) };
  } catch (error) {
    // A workflow ends only when all its promises have; without a run, this one would not for a day.
    if (error instanceof StepRefused) {
      await services.giveUp(promiseId, { name: 'JobNotStarted', message: error.message });
    }
    throw error;
  }
}

/** Inputs are JSON that people write, where a job's id is as often a number. @throws StepRefused when it is none. */
function jobIdOf(job: unknown): string {
  const id = Number.isSafeInteger(job) ? String(job) : job;
  if (typeof id === 'string' && /^\d+$/.test(id)) return id;
  const given = job === undefined ? 'What was given' : JSON.stringify(job);
  // JSON's numbers have lost digits of such an id before anybody could look.
  const hint = typeof id === 'number' && id > Number.MAX_SAFE_INTEGER ? '; write it in quotes' : '';
  throw new StepRefused(`${given} is not the id of a job${hint}.`);
}
