import type {
  TaskAcquireReq,
  TaskContinueReq,
  TaskCreateReq,
  TaskGetReq,
  TaskHaltReq,
  TaskHeartbeatReq,
  TaskReleaseReq,
} from '@resonatehq/sdk';
import { held } from './held.ts';
import { offer, restAfter } from './offer.ts';
import { newPromise } from './promises.ts';
import { ok, preload, type Reply, refused, taskRecord } from './reply.ts';
import { isOverdue } from './settlement.ts';
import type { Call, Task } from './store.ts';

export function getTask({ store }: Call, { id }: TaskGetReq['data']): Reply {
  const task = store.task(id);
  return task ? ok({ task: taskRecord(store, task) }) : refused(404, 'Task not found');
}

/** Creates a promise together with its task, and takes the task up in the same step. */
export function createTask(call: Call, { pid, ttl, action }: TaskCreateReq['data']): Reply {
  const { store } = call;
  const { id } = action.data;
  const existing = store.task(id);
  if (existing?.state === 'pending') return taken(call, existing, pid, ttl);
  if (existing?.state === 'fulfilled') return answer(call, existing);
  if (existing) return refused(409, 'Task already exists');
  const promise = store.promise(id);
  // A promise with a target and without a task cannot be, so this one has no target.
  if (promise) return refused(422, 'Promise has no address');
  const created = newPromise(call, action.data);
  const task = { id, version: 0, releases: 0 };
  if (created.state === 'pending') return taken(call, { ...task, state: 'pending' }, pid, ttl);
  const fulfilled = { ...task, state: 'fulfilled' as const };
  store.putTask(fulfilled);
  return ok({ task: taskRecord(store, fulfilled), promise: created, preload: [] });
}

/** Takes up a pending task, for whoever saw its latest offer. */
export function acquireTask(call: Call, { id, version, pid, ttl }: TaskAcquireReq['data']): Reply {
  const task = call.store.task(id);
  if (!task) return refused(404, 'Task not found');
  if (task.state !== 'pending') return refused(409, 'Task not in pending state');
  if (task.version !== version) return refused(409, 'Version mismatch');
  return taken(call, task, pid, ttl);
}

function taken(call: Call, task: Task, pid: string, ttl: number): Reply {
  const { store, now, local } = call;
  const acquired: Task = {
    id: task.id,
    state: 'acquired',
    version: task.version + 1,
    lease: { pid, ttl, local },
    dueAt: now + ttl,
    releases: task.releases,
  };
  store.putTask(acquired);
  store.clearResumes(task.id);
  return answer(call, acquired);
}

function answer({ store }: Call, task: Task): Reply {
  const promise = store.promise(task.id);
  if (!promise) return refused(404, 'Promise not found');
  return ok({ task: taskRecord(store, task), promise, preload: preload(store, promise) });
}

/** Gives a task back, to be taken up by somebody else, or by the same worker later. */
export function releaseTask({ store, now }: Call, { id, version }: TaskReleaseReq['data']): Reply {
  const found = held(store, id, version);
  if ('status' in found) return found;
  const releases = found.task.releases + 1;
  offer(store, now, { ...found.task, releases }, found.promise, now + restAfter(releases));
  return ok();
}

/** Takes a task out of the game until it is told to continue. */
export function haltTask({ store }: Call, { id }: TaskHaltReq['data']): Reply {
  const task = store.task(id);
  if (!task) return refused(404, 'Task not found');
  if (task.state === 'fulfilled') return refused(409, 'Task is fulfilled');
  store.putTask({ id, version: task.version, state: 'halted', releases: 0 });
  return ok();
}

export function continueTask({ store, now }: Call, { id }: TaskContinueReq['data']): Reply {
  const task = store.task(id);
  const promise = store.promise(id);
  if (!task || !promise) return refused(404, 'Task not found');
  if (task.state !== 'halted') return refused(409, 'Task is not halted');
  offer(store, now, task, promise);
  return ok();
}

/** Prolongs leases; those that are no longer held are passed over in silence. */
export function heartbeat({ store, now }: Call, { pid, tasks }: TaskHeartbeatReq['data']): Reply {
  for (const { id, version } of tasks) {
    const task = store.task(id);
    if (task?.state !== 'acquired' || task.version !== version || task.lease?.pid !== pid) continue;
    const promise = store.promise(id);
    if (!promise || isOverdue(promise, now)) continue;
    store.putTask({ ...task, dueAt: now + task.lease.ttl });
  }
  return ok();
}
