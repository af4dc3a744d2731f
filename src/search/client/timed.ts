import type { Page } from './types.ts';

/** A page before it is known how long it took. */
export type Answer = Omit<Page, 'tookMs'>;

/** The page, with the time that it took. */
export async function timed(answer: () => Promise<Answer>): Promise<Page> {
  const started = performance.now();
  return { ...(await answer()), tookMs: performance.now() - started };
}
