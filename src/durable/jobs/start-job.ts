import type { Workspace } from '../../databricks/index.ts';
import { contentHash } from '../../kernel/index.ts';
import { callbackToken } from './callback-token.ts';
import type { JobRegister, OnFailure } from './job-register.ts';

export interface StartJob {
  readonly promiseId: string;
  /** The workflow that waits. */
  readonly root: string;
  readonly jobId: string;
  /** Where the job finds the server that it calls back. */
  readonly url: string;
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
  /** A run is awaited from now on. */
  readonly onStarted: () => void;
}

/**
 * Starts a job whose run is to settle a promise, exactly once however often it is called for this promise: the token of
 * the request is made from the promise's id. The job is told `promise_id`, `url` and `token`.
 *
 * @returns the run's id.
 */
export async function startJob(starter: JobStarter, request: StartJob): Promise<string> {
  const { promiseId, root, jobId, url, parameters, onFailure, deadline } = request;
  const { register, callbackKey } = starter;
  const workspace = await starter.workspace();
  register.add({ promiseId, root, host: workspace.host, jobId, onFailure, deadline });
  const token = callbackToken(callbackKey, promiseId, deadline);
  const runId = await workspace.jobs.runNow({
    job_id: jobId,
    job_parameters: { ...parameters, promise_id: promiseId, url, token },
    idempotency_token: contentHash(`headrace promise ${promiseId}`).slice(0, 64),
    queue: { enabled: true },
  });
  register.started(promiseId, runId);
  starter.onStarted();
  return runId;
}
