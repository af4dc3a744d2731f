import type { PromiseRecord } from '@resonatehq/sdk';
import type { Store, Task } from './store.ts';

/** A pending task that nobody takes up is offered again after this (ms). */
const offerAgainAfter = 30_000;

const longestRest = 60_000;

/** Where the worker of a promise is; promises without one are settled from outside. */
export function target(promise: PromiseRecord): string | undefined {
  return promise.tags['resonate:target'] || undefined;
}

export function isTimer(promise: PromiseRecord): boolean {
  return promise.tags['resonate:timer'] === 'true';
}

/**
 * Makes a task pending and offers it to its group, now or `at` a later time.
 *
 * A timer has a task only because the protocol gives one to every promise with a target. There is
 * nothing to do but to wait for its timeout, so it is not offered to anybody.
 */
export function offer(store: Store, now: number, task: Task, promise: PromiseRecord, at = now): void {
  const { id, version, releases } = task;
  const pending = { id, version, releases, state: 'pending' as const };
  const address = target(promise);
  if (address === undefined || isTimer(promise)) {
    store.putTask(pending);
  } else if (at > now) {
    store.putTask({ ...pending, dueAt: at });
  } else {
    store.putTask({ ...pending, dueAt: now + offerAgainAfter });
    store.post(address, { kind: 'execute', head: {}, data: { task: { id, version } } });
  }
}

/**
 * How long a task rests after it was given back (ms): not at all the first time, then 1 s, doubling.
 * Workers give back what they cannot run, such as a workflow that they do not know.
 */
export function restAfter(releases: number): number {
  return releases < 2 ? 0 : Math.min(longestRest, 1000 * 2 ** (releases - 2));
}
