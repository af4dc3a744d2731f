import type { Request } from '@resonatehq/sdk';
import { fence, fulfill, suspend } from './progress.ts';
import { createPromise, getPromise, registerCallback, registerListener, settlePromise } from './promises.ts';
import { type Reply, refused } from './reply.ts';
import { createSchedule, deleteSchedule, getSchedule } from './schedules.ts';
import { expire } from './settlement.ts';
import type { Call } from './store.ts';
import { acquireTask, continueTask, createTask, getTask, haltTask, heartbeat, releaseTask } from './tasks.ts';

/**
 * Applies one request of the Resonate protocol (version 2026-04-01) to the store: (now, request) ->
 * answer, rows and messages, all within the caller's transaction.
 *
 * It does what the SDK's own in-memory store does (`LocalNetwork`, the protocol's reference), but for:
 *
 * - The timeout of every promise is armed. There, only promises with a target time out by themselves,
 *   so a workflow that waits for somebody outside waits forever.
 * - A timer needs no worker. There, every sleep is offered to one, dropped, and offered again each minute.
 * - A task that is given back more than once in a row rests first (1 s, doubling, at most a minute).
 *   There, a workflow that no worker knows goes round at full speed.
 * - The promise of a schedule carries its lineage (`resonate:origin`, `branch`, `parent`), as a server's does.
 * - A suspension on an unknown promise is refused in words (422), as the SDK's own types demand.
 * - `debug.*` is not there: a store on disk is not to be reset by a request.
 */
export function apply(call: Call, request: Request): Reply {
  const invalid = invalidity(request);
  if (invalid) return refused(400, invalid);
  // Nobody is ever shown a promise as pending whose time is over.
  for (const id of touched(request)) expire(call.store, call.now, id);
  switch (request.kind) {
    case 'promise.get':
      return getPromise(call, request.data);
    case 'promise.create':
      return createPromise(call, request.data);
    case 'promise.settle':
      return settlePromise(call, request.data);
    case 'promise.register_callback':
      return registerCallback(call, request.data);
    case 'promise.register_listener':
      return registerListener(call, request.data);
    case 'task.get':
      return getTask(call, request.data);
    case 'task.create':
      return createTask(call, request.data);
    case 'task.acquire':
      return acquireTask(call, request.data);
    case 'task.release':
      return releaseTask(call, request.data);
    case 'task.fulfill':
      return fulfill(call, request.data);
    case 'task.suspend':
      return suspend(call, request.data);
    case 'task.fence':
      return fence(call, request.data);
    case 'task.halt':
      return haltTask(call, request.data);
    case 'task.continue':
      return continueTask(call, request.data);
    case 'task.heartbeat':
      return heartbeat(call, request.data);
    case 'schedule.get':
      return getSchedule(call, request.data);
    case 'schedule.create':
      return createSchedule(call, request.data);
    case 'schedule.delete':
      return deleteSchedule(call, request.data);
    default:
      return refused(501, 'Not implemented');
  }
}

function invalidity(request: Request): string | undefined {
  switch (request.kind) {
    case 'promise.register_callback':
      return request.data.awaited === request.data.awaiter
        ? 'Awaited and awaiter must be different'
        : undefined;
    case 'task.suspend': {
      const { id, actions } = request.data;
      if (actions.length === 0) return 'Actions list must not be empty';
      if (actions.some(({ data }) => data.awaiter !== id)) return 'Awaiter must be the suspending task';
      if (actions.some(({ data }) => data.awaited === id)) return 'Task cannot await its own promise';
      return undefined;
    }
    case 'task.create':
      return request.data.action.data.tags['resonate:target']
        ? undefined
        : 'Action must have a resonate:target tag';
    case 'task.fulfill':
      return request.data.action.data.id === request.data.id ? undefined : 'Promise ID must match task ID';
    default:
      return undefined;
  }
}

/** The promises that a request is about. */
function touched(request: Request): readonly string[] {
  switch (request.kind) {
    case 'promise.get':
    case 'promise.create':
    case 'promise.settle':
    case 'task.get':
    case 'task.acquire':
    case 'task.release':
    case 'task.fulfill':
    case 'task.halt':
    case 'task.continue':
      return [request.data.id];
    case 'promise.register_callback':
      return [request.data.awaited, request.data.awaiter];
    case 'promise.register_listener':
      return [request.data.awaited];
    case 'task.create':
      return [request.data.action.data.id];
    case 'task.suspend':
      return [request.data.id, ...request.data.actions.map(({ data }) => data.awaited)];
    case 'task.fence':
      return [request.data.id, request.data.action.data.id];
    default:
      return [];
  }
}
