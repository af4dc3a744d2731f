import { expect, it } from 'vitest';
import { limiter } from './limiter.ts';

it('runs no more than it may at once, in order, and goes on after a failure', async () => {
  const limit = limiter(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = (n: number) =>
    limit(async () => {
      order.push(n);
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (n === 1) throw new Error('one');
      return n;
    });
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(results.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
  expect(most).toBe(2);
  expect(order).toEqual([0, 1, 2, 3, 4]);
});
