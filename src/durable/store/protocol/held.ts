import type { PromiseRecord } from '@resonatehq/sdk';
import { type Reply, refused } from './reply.ts';
import type { Store, Task } from './store.ts';

interface Held {
  readonly task: Task;
  readonly promise: PromiseRecord;
}

/**
 * The task, if whoever asks still holds it: the version counts how often it was taken up, so that a
 * worker which lost its lease without noticing can do no harm.
 */
export function held(store: Store, id: string, version: number): Held | Reply {
  const task = store.task(id);
  const promise = store.promise(id);
  if (!task || !promise) return refused(404, 'Task not found');
  if (task.state !== 'acquired') return refused(409, 'Task not acquired');
  if (task.version !== version) return refused(409, 'Version mismatch');
  return { task, promise };
}
