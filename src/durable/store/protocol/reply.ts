import type { PromiseRecord, TaskRecord } from '@resonatehq/sdk';
import type { Store, Task } from './store.ts';

/** An answer without its envelope. Statuses are those of HTTP, and 300: "go on at once". */
export interface Reply {
  readonly status: number;
  readonly data: unknown;
}

export function ok(data: unknown = {}): Reply {
  return { status: 200, data };
}

export function refused(status: 400 | 404 | 409 | 422 | 501, why: string): Reply {
  return { status, data: why };
}

/** A task as the protocol shows it. */
export function taskRecord(store: Store, task: Task): TaskRecord {
  return {
    id: task.id,
    version: task.version,
    state: task.state,
    resumes: [...store.resumes(task.id)],
    ...(task.lease && { pid: task.lease.pid, ttl: task.lease.ttl }),
  };
}

/** What a worker would ask for next: the other promises of the same branch. */
export function preload(store: Store, promise: PromiseRecord): PromiseRecord[] {
  const branch = promise.tags['resonate:branch'];
  return branch ? store.branch(branch).filter(({ id }) => id !== promise.id) : [];
}
