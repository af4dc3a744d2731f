import { isRecord, type Json } from '../../kernel/index.ts';
import type { AwaitedRun } from '../jobs/job-register.ts';
import type { Note, PromiseState, StoredPromise } from '../store/index.ts';
import type { AwaitedPromise, Failure, HistoryStep, WorkflowState, WorkflowStatus } from './types.ts';

const states: Readonly<Record<PromiseState, WorkflowState>> = {
  pending: 'running',
  resolved: 'done',
  rejected: 'failed',
  rejected_canceled: 'cancelled',
  rejected_timedout: 'timed_out',
};

export function stateOf(state: PromiseState): WorkflowState {
  return states[state];
}

/** @param steps all promises of the workflow, with the root; needed while it runs. */
export function toStatus(
  root: StoredPromise,
  steps: readonly StoredPromise[],
  runOf: (promiseId: string) => AwaitedRun | undefined,
): WorkflowStatus {
  const state = stateOf(root.state);
  const failure = failureOf(root);
  return {
    id: root.id,
    workflow: root.func ?? '',
    state,
    input: jsonOf(root.args?.[0]),
    ...(state === 'done' && { output: jsonOf(root.value) }),
    ...(failure && { failure }),
    startedAt: root.createdAt,
    ...(root.settledAt !== undefined && { endedAt: root.settledAt }),
    waitingFor: state === 'running' ? steps.flatMap((step) => awaited(step, runOf)) : [],
  };
}

export function toStep(promise: StoredPromise, notes: readonly Note[]): HistoryStep {
  const own = notes.filter(({ id }) => id === promise.id);
  const state = stateOf(promise.state);
  const failure = failureOf(promise);
  return {
    id: promise.id,
    kind: promise.kind,
    ...(promise.func !== undefined && { name: promise.func }),
    state,
    attempts: 1 + own.filter(({ kind }) => kind === 'attempt').length,
    startedAt: promise.createdAt,
    ...(promise.settledAt !== undefined && { endedAt: promise.settledAt }),
    ...(state === 'done' && { output: jsonOf(promise.value) }),
    ...(failure && { failure }),
    notes: own.flatMap(({ at, kind, data }) => {
      const text = noteText(data);
      return text === undefined ? [] : [{ at, kind, text }];
    }),
  };
}

/** What a note says to people; some are for the program only. */
export function noteText(data: unknown): string | undefined {
  return isRecord(data) && typeof data.text === 'string' ? data.text : undefined;
}

export function failureOf({ state, value }: Pick<StoredPromise, 'state' | 'value'>): Failure | undefined {
  if (state === 'pending' || state === 'resolved') return undefined;
  if (isRecord(value) && typeof value.message === 'string') {
    return { name: typeof value.name === 'string' ? value.name : 'Error', message: value.message };
  }
  if (state === 'rejected_timedout')
    return { name: 'TimedOut', message: 'it did not end in the time it had' };
  if (state === 'rejected_canceled') return { name: 'Cancelled', message: 'it was cancelled' };
  if (value === undefined || value === null) return { name: 'Error', message: 'it did not say why' };
  return { name: 'Error', message: typeof value === 'string' ? value : JSON.stringify(value) };
}

function awaited(
  { id, kind, state, timeoutAt }: StoredPromise,
  runOf: (promiseId: string) => AwaitedRun | undefined,
): AwaitedPromise[] {
  if (state !== 'pending' || kind === 'workflow' || kind === 'run') return [];
  const run = runOf(id);
  const { jobId, runId, runUrl } = run ?? {};
  return [
    {
      id,
      expiresAt: timeoutAt,
      ...(jobId !== undefined && {
        run: { jobId, ...(runId !== undefined && { runId }), ...(runUrl !== undefined && { url: runUrl }) },
      }),
    },
  ];
}

/** A value that was read from JSON; nothing at all is null. */
function jsonOf(value: unknown): Json {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
  return null;
}
