import { expect, it } from 'vitest';
import type { Problem } from '../kernel/index.ts';
import { tellWaits } from './tell-waits.ts';

it('tells of waits once they are long, and of many that come together once a minute', () => {
  let now = 0;
  const told: Problem[] = [];
  const tell = tellWaits({ now: () => now, sleep: async () => {} }, (problem) => told.push(problem));
  const retry = (waitedMs: number, waitMs: number): void =>
    tell({
      ...{ host: 'https://lake.example.net', call: 'start job 7', reason: 'too many requests (429)' },
      ...{ throttled: true, attempt: 1, waitedMs, waitMs },
    });
  retry(0, 1000);
  expect(told).toEqual([]);
  // Short ones add up.
  retry(2500, 1000);
  retry(0, 30_000);
  expect(told).toMatchObject([
    {
      code: 'HR-DATABRICKS-027',
      severity: 'warning',
      message: expect.stringContaining('could not start job 7 yet: too many requests (429)'),
    },
  ]);
  now += 60_000;
  retry(0, 30_000);
  expect(told).toHaveLength(2);
});
