import { expect, it } from 'vitest';
import { BufferPool } from './buffer-pool.ts';

const mega = 1 << 20;

it('lends memory that is large enough, the same again if it can, and keeps no more than 32 MB', () => {
  const pool = new BufferPool();
  const small = pool.take(10);
  expect(small.length).toBe(mega);
  const large = pool.take(3 * mega + 1);
  expect(large.length).toBe(4 * mega);
  pool.give(small);
  pool.give(large);
  expect(pool.take(2 * mega) === large).toBe(true);
  expect(pool.take(1) === small).toBe(true);
  expect(pool.take(1) === small).toBe(false);

  pool.give(small);
  const huge = pool.take(40 * mega);
  pool.give(huge);
  expect(pool.take(1) === small).toBe(false);
  expect(pool.take(40 * mega) === huge).toBe(false);
});
