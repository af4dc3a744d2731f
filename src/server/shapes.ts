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

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export type StatusBody = ReturnType<typeof statusBody>;
export type StepBody = ReturnType<typeof stepBody>;
