import type { PromiseRecord } from '@resonatehq/sdk';
import { type Change, storedPromise } from '../store/index.ts';
import { failureOf, noteText, stateOf } from './to-status.ts';
import type { DurableEvent } from './types.ts';

/** What changes of the store mean to those who watch workflows. */
export function toEvents(changes: readonly Change[]): readonly DurableEvent[] {
  return changes.flatMap((change): DurableEvent[] => {
    if (change.kind === 'promise') return promiseEvents(change.promise);
    if (change.kind === 'task') return [];
    const { id, at, kind, data } = change.note;
    const text = noteText(data);
    return text === undefined ? [] : [{ type: 'note', at, id, root: id.split(':', 1).join(), kind, text }];
  });
}

function promiseEvents(record: PromiseRecord): DurableEvent[] {
  const promise = storedPromise(record);
  const { id, origin: root, kind, func: name, createdAt, settledAt } = promise;
  const isWorkflow = kind === 'workflow';
  const state = stateOf(promise.state);
  if (state === 'running') {
    return isWorkflow ? [{ type: 'workflow_started', at: createdAt, id, workflow: name ?? '' }] : [];
  }
  const failure = failureOf(promise);
  const ended = { at: settledAt ?? createdAt, id, state, ...(failure && { failure }) };
  return isWorkflow
    ? [{ type: 'workflow_ended', ...ended }]
    : [{ type: 'step_ended', ...ended, root, ...(name !== undefined && { name }) }];
}
