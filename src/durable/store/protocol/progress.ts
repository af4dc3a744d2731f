import type { TaskFenceReq, TaskFulfillReq, TaskSuspendReq } from '@resonatehq/sdk';
import { held } from './held.ts';
import { createPromise, settlePromise } from './promises.ts';
import { ok, preload, type Reply, refused } from './reply.ts';
import { settle } from './settlement.ts';
import type { Call } from './store.ts';

/** A step of a task: creates or settles a promise while the task is held. */
export function fence(call: Call, { id, version, action }: TaskFenceReq['data']): Reply {
  const found = held(call.store, id, version);
  if ('status' in found) return found.status === 409 ? refused(409, 'Fence check failed') : found;
  const { status, data } =
    action.kind === 'promise.create' ? createPromise(call, action.data) : settlePromise(call, action.data);
  const { corrId, version: protocol } = action.head;
  const answer = { kind: action.kind, head: { corrId, status, version: protocol }, data };
  return ok({ action: answer, preload: [] });
}

/** The end of a task: settles its promise. */
export function fulfill({ store, now }: Call, { id, version, action }: TaskFulfillReq['data']): Reply {
  const found = held(store, id, version);
  if ('status' in found) return found;
  const { state, value } = action.data;
  const promise = settle(store, now, found.promise, { state, value: value ?? {}, settledAt: now });
  return ok({ promise });
}

/**
 * Lets a task sleep until one of the promises that it awaits is settled. Is one settled already, the
 * answer is 300, the task stays with its worker, and nothing is registered.
 */
export function suspend({ store }: Call, { id, version, actions }: TaskSuspendReq['data']): Reply {
  const found = held(store, id, version);
  if ('status' in found) return found;
  const awaited = actions.map((action) => store.promise(action.data.awaited));
  if (awaited.includes(undefined)) return refused(422, 'Awaited promise not found');
  store.clearResumes(id);
  if (awaited.some((promise) => promise?.state !== 'pending')) {
    return { status: 300, data: { preload: preload(store, found.promise) } };
  }
  for (const action of actions) store.addCallback(action.data.awaited, id);
  store.putTask({ id, version, state: 'suspended', releases: 0 });
  return ok();
}
