import type { OutboxTable } from './outbox-table.ts';
import { offer } from './protocol/offer.ts';
import type { SqliteStore } from './sqlite-store.ts';

/**
 * Clears up after a process that is gone, within a transaction: tasks that it held itself are offered
 * again at once, whatever their leases say. Those of other processes may still be at work.
 */
export function recover(store: SqliteStore, outbox: OutboxTable, now: number): void {
  for (const task of store.localTasks()) {
    const promise = store.promise(task.id);
    if (promise) offer(store, now, task, promise);
  }
  outbox.sweep();
}
