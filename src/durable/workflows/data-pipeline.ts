import type { Json } from '../../kernel/index.ts';
import { workflow } from '../client/workflow.ts';
import type { OnFailure } from '../jobs/job-register.ts';
import { persistent } from '../steps/persistent.ts';
import { marginMs, runJob } from '../steps/run-job.ts';
import { sendEmail } from '../steps/send-email.ts';

/** What the built-in workflow is told. */
export type DataPipelineInput = {
  /** The Databricks job. */
  readonly job: string | number;
  /** Where the job finds the server that it calls back; without it, the job is only watched. */
  readonly url?: string;
  readonly params?: { readonly [name: string]: string };
  /** Who is written to at the end, instead of those whom `notify:` names. */
  readonly email?: readonly string[];
  readonly on_failure?: OnFailure;
  /** How long the run may take, in seconds; a day unless told otherwise. */
  readonly timeout?: number;
};

const daySeconds = 86_400;

/** Runs a Databricks job, waits for it as if it were a function call, and tells people. */
export const dataPipeline = workflow<DataPipelineInput, Json>('data-pipeline', function* (context, input) {
  const { job, url, params = {}, email, on_failure: onFailure = 'fail', timeout = daySeconds } = input;
  const p = yield* context.promise<Json>({ timeout: timeout * 1000 + marginMs });
  yield* context.run(runJob, p.id, job, url, { params, onFailure }, persistent(context));
  const value = yield* p;
  const text = `Job ${job} has finished: ${JSON.stringify(value)}`;
  const message = { subject: `${context.id} is done`, text, ...(email && { to: email }) };
  yield* context.run(sendEmail, message, persistent(context));
  return value;
});
