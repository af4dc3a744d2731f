import type { RunEnd } from '../../databricks/index.ts';
import type { Failure } from '../client/types.ts';
import type { AwaitedRun } from './job-register.ts';

/** The names of the errors that a workflow sees at `yield* promise` when its job does not succeed. */
export const jobErrorNames = {
  failed: 'JobFailed',
  cancelled: 'JobCancelled',
  timed_out: 'JobTimedOut',
  skipped: 'JobSkipped',
} as const;

const happened: Readonly<Record<keyof typeof jobErrorNames, string>> = {
  failed: 'failed',
  cancelled: 'was cancelled',
  timed_out: 'took longer than it may and was stopped',
  skipped: 'was skipped: the job runs already as often as it may at a time',
};

/** Why a run that is over did not succeed. */
export function jobFailure(
  { jobId, runId = '' }: Pick<AwaitedRun, 'jobId' | 'runId'>,
  { outcome, result, message }: RunEnd & { readonly outcome: keyof typeof jobErrorNames },
  url: string | undefined,
): Failure {
  const said = message.replace(/\s+/g, ' ').replace(/\.$/, '').trim();
  const why = `${result}${said ? `: ${said}` : ''}`;
  return {
    name: jobErrorNames[outcome],
    message: `Run ${runId} of job ${jobId} ${happened[outcome]} (${why}).${page(url)}`,
  };
}

/** A run that the workspace knows no more. */
export function runVanished({ jobId, runId = '', runUrl }: AwaitedRun): Failure {
  return {
    name: 'JobRunVanished',
    message: `Run ${runId} of job ${jobId} is not there any more: somebody deleted it, or the job. How it ended is not known.${page(runUrl)}`,
  };
}

/** A run that did not end in the time it was given. */
export function deadlinePassed({ jobId, runId, runUrl, deadline }: AwaitedRun): Failure {
  const what = runId === undefined ? `Job ${jobId}` : `Run ${runId} of job ${jobId}`;
  return {
    name: 'JobTimedOut',
    message: `${what} did not end before ${new Date(deadline).toISOString()}, its deadline; it is cancelled.${page(runUrl)}`,
  };
}

function page(url: string | undefined): string {
  return url === undefined ? '' : ` See ${url}`;
}
