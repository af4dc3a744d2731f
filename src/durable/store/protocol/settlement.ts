import type { PromiseRecord } from '@resonatehq/sdk';
import { isTimer, offer } from './offer.ts';
import type { Settlement, Store } from './store.ts';

/** What a promise becomes when its time is over: a timer has then done its work. */
export function timedOut(promise: PromiseRecord): Settlement {
  return {
    state: isTimer(promise) ? 'resolved' : 'rejected_timedout',
    value: {},
    settledAt: promise.timeoutAt,
  };
}

export function isOverdue(promise: PromiseRecord, now: number): boolean {
  return promise.state === 'pending' && now >= promise.timeoutAt;
}

/** Settles a promise, ends its task, and tells all who wait. */
export function settle(
  store: Store,
  now: number,
  promise: PromiseRecord,
  settlement: Settlement,
): PromiseRecord {
  const settled = store.settle(promise, settlement);
  endTask(store, promise.id);
  tellWaiting(store, now, settled);
  return settled;
}

/** Settles a promise whose time is over, should it be so. */
export function expire(store: Store, now: number, id: string): void {
  const promise = store.promise(id);
  if (promise && isOverdue(promise, now)) settle(store, now, promise, timedOut(promise));
}

/**
 * Settles all of these promises by their timeouts. Tasks end before anybody is told: a task whose own
 * time is over is not resumed by what it waited for.
 */
export function expireTogether(store: Store, now: number, promises: readonly PromiseRecord[]): void {
  const settled = promises.map((promise) => store.settle(promise, timedOut(promise)));
  for (const { id } of settled) endTask(store, id);
  for (const promise of settled) tellWaiting(store, now, promise);
}

function endTask(store: Store, id: string): void {
  const task = store.task(id);
  if (!task || task.state === 'fulfilled') return;
  store.putTask({ id, version: task.version, state: 'fulfilled', releases: 0 });
  store.clearResumes(id);
  store.removeCallbacksOf(id);
}

function tellWaiting(store: Store, now: number, settled: PromiseRecord): void {
  for (const awaiter of store.takeCallbacks(settled.id)) resume(store, now, awaiter, settled.id);
  for (const address of store.takeListeners(settled.id)) {
    store.post(address, { kind: 'unblock', head: {}, data: { promise: settled } });
  }
}

function resume(store: Store, now: number, awaiter: string, awaited: string): void {
  const task = store.task(awaiter);
  const promise = store.promise(awaiter);
  if (!task || !promise || task.state === 'fulfilled') return;
  store.addResume(awaiter, awaited);
  if (task.state === 'suspended') offer(store, now, { ...task, releases: 0 }, promise);
}
