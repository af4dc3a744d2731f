import type { Workspace } from '../../databricks/index.ts';
import { contentHash, crashPoint } from '../../kernel/index.ts';
import { callbackToken } from './callback-token.ts';
import type { JobRegister, OnFailure } from './job-register.ts';

export interface StartJob {
  readonly promiseId: string;
  /** The workflow that waits. */
  readonly root: string;
  readonly jobId: string;
  /** Where the job finds the server that it calls back; undefined for one that is only watched. */
  readonly callbackUrl: string | undefined;
  /** The job's own parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly onFailure: OnFailure;
  /** Milliseconds since 1970: nobody waits longer, and the token is worth nothing. */
  readonly deadline: number;
}

export interface JobStarter {
  readonly workspace: () => Promise<Workspace>;
  readonly register: JobRegister;
  /** Signs the tokens of callbacks. */
  readonly callbackKey: string;
  /** Whether anybody still waits for a promise, or it was settled by its job. */
  readonly isWanted: (promiseId: string) => Promise<boolean>;
  /** A run is awaited from now on. */
  readonly onStarted: () => void;
}

/**
 * Starts a job whose run is to settle a promise, exactly once however often it is called for this promise: the token of
 * the request is made from the promise. A job that calls back is told `promise_id`, `url` and `token`.
 *
 * @returns the run's id.
 */
export async function startJob(starter: JobStarter, request: StartJob): Promise<string> {
  const { promiseId, root, jobId, callbackUrl, parameters, onFailure, deadline } = request;
  const { register, callbackKey } = starter;
  const workspace = await starter.workspace();
  const callsBack = callbackUrl !== undefined;
  register.add({ promiseId, root, host: workspace.host, jobId, onFailure, callsBack, deadline });
  crashPoint('job:before-start');
  const callback = callbackUrl !== undefined && {
    promise_id: promiseId,
    url: callbackUrl,
    token: callbackToken(callbackKey, promiseId, deadline),
  };
  const runId = await workspace.jobs.runNow({
    job_id: jobId,
    job_parameters: { ...parameters, ...callback },
    // Ids of promises are chosen by people, so another project may have the same; hardly at the same millisecond.
    idempotency_token: contentHash(['headrace promise', promiseId, deadline]).slice(0, 64),
    queue: { enabled: true },
  });
  crashPoint('job:after-start');
  register.started(promiseId, runId);
  // Its workflow may have been cancelled meanwhile, by somebody who did not know of the run.
  if (!(await starter.isWanted(promiseId))) register.cancel(promiseId);
  starter.onStarted();
  return runId;
}
