import { offer } from './offer.ts';
import { fire } from './schedules.ts';
import { expireTogether } from './settlement.ts';
import type { Call } from './store.ts';

/**
 * Does what has become due by itself: settles promises whose time is over, offers tasks again that
 * nobody took up or whose lease lapsed, and fires schedules. At most `limit` of each; call it again
 * while something is due.
 */
export function tick(call: Call, limit: number): void {
  const { store, now } = call;
  expireTogether(store, now, store.duePromises(now, limit));
  for (const task of store.dueTasks(now, limit)) {
    const promise = store.promise(task.id);
    if (promise) offer(store, now, task, promise);
  }
  for (const schedule of store.dueSchedules(now, limit)) fire(call, schedule);
}
