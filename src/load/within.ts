import type { Clock } from '../kernel/index.ts';

/** Waits for work, but not longer than so many ms, and whatever comes of it. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work.catch(() => {}), clock.sleep(ms, timer.signal)]);
  timer.abort();
}
