import { expect, it } from 'vitest';
import { chooseSeed, killBatchRuns, killStreamingRuns } from '../support/kill-loop.ts';

const seed = chooseSeed();

it(`loses and doubles nothing when batch runs are killed (seed ${seed})`, async () => {
  const { violations, kills } = await killBatchRuns(10, seed);
  expect(violations).toEqual([]);
  expect(kills).toBeGreaterThan(0);
});

it(`loses and doubles nothing when a streaming run is killed (seed ${seed})`, async () => {
  const { violations, kills } = await killStreamingRuns(10, seed);
  expect(violations).toEqual([]);
  expect(kills).toBe(10);
});
