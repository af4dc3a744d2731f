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
  job: string,
  url: string | undefined,
  { params = {}, onFailure = 'fail' }: RunJobOptions = {},
): Promise<{ readonly run_id: string }> {
  const services = servicesOf(context);
  if (!(await services.isWanted(promiseId))) {
    throw new StepRefused(`Nobody waits for promise ${promiseId} any more, so job ${job} is not started.`);
  }
  const expiry = await services.expiryOf(promiseId);
  const deadline = expiry - marginMs;
  const request = {
    ...{ promiseId, root: context.originId, jobId: job, parameters: params, onFailure, deadline },
    callbackUrl: url,
  };
  return { run_id: await attempt(() => services.startJob(request)) };
}
