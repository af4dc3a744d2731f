import * as z from 'zod';
import type { HistoryStep, WorkflowStatus } from '../durable/index.ts';

/** A workflow as JSON; times are ISO 8601 in UTC. */
export function statusBody(status: WorkflowStatus) {
  const { id, workflow, state, input, output, failure, startedAt, endedAt, waitingFor } = status;
  return {
    ...{ id, workflow, state, input },
    ...(output !== undefined && { output }),
    ...(failure && { failure }),
    started_at: iso(startedAt),
    ...(endedAt !== undefined && { ended_at: iso(endedAt) }),
    waiting_for: waitingFor.map(({ id: promise, expiresAt, run }) => ({
      promise_id: promise,
      expires_at: iso(expiresAt),
      ...(run && {
        run: {
          job_id: run.jobId,
          ...(run.runId !== undefined && { run_id: run.runId }),
          ...(run.url !== undefined && { url: run.url }),
        },
      }),
    })),
  };
}

const time = z.iso.datetime().transform((text) => Date.parse(text));
const failure = z.object({ name: z.string(), message: z.string() });
const status = z
  .object({
    ...{ id: z.string(), workflow: z.string(), input: z.json(), output: z.json().optional() },
    state: z.enum(['running', 'done', 'failed', 'cancelled', 'timed_out']),
    ...{ failure: failure.optional(), started_at: time, ended_at: time.optional() },
    waiting_for: z.array(
      z.object({
        ...{ promise_id: z.string(), expires_at: time },
        run: z
          .object({ job_id: z.string(), run_id: z.string().optional(), url: z.string().optional() })
          .optional(),
      }),
    ),
  })
  .transform(
    ({ started_at, ended_at, waiting_for, output, failure, ...same }): WorkflowStatus => ({
      ...same,
      ...(output !== undefined && { output }),
      ...(failure && { failure }),
      startedAt: started_at,
      ...(ended_at !== undefined && { endedAt: ended_at }),
      waitingFor: waiting_for.map(({ promise_id, expires_at, run }) => ({
        ...{ id: promise_id, expiresAt: expires_at },
        ...(run && {
          run: {
            jobId: run.job_id,
            ...(run.run_id !== undefined && { runId: run.run_id }),
            ...(run.url !== undefined && { url: run.url }),
          },
        }),
      })),
    }),
  );

/** The workflow that {@link statusBody} was made of; undefined when it is something else. */
export function readStatus(body: unknown): WorkflowStatus | undefined {
  return status.safeParse(body).data;
}

export function stepBody(step: HistoryStep) {
  const { id, kind, name, state, attempts, startedAt, endedAt, output, failure, notes } = step;
  return {
    ...{ id, kind, ...(name !== undefined && { name }), state, attempts },
    started_at: iso(startedAt),
    ...(endedAt !== undefined && { ended_at: iso(endedAt) }),
    ...(output !== undefined && { output }),
    ...(failure && { failure }),
    notes: notes.map(({ at, kind: noted, text }) => ({ at: iso(at), kind: noted, text })),
  };
}

/** What `GET /run` answers: the words of a person who is asked. */
export function runAnswer({ state, failure }: WorkflowStatus): string {
  if (state === 'done') return 'I am done';
  if (state === 'running') return 'working on it';
  return `failed: ${failure?.message ?? state.replace('_', ' ')}`;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export type StatusBody = ReturnType<typeof statusBody>;
export type StepBody = ReturnType<typeof stepBody>;
