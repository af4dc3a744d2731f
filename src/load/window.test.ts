import { expect, it } from 'vitest';
import { Window } from './window.ts';

const size = (records: number): { records: number; bytes: number } => ({ records, bytes: records * 10 });
const open = (): Window => new Window({ records: 100, bytes: 100 }, () => {});

/** Lets records of 10 bytes in until one has to wait. */
function fill(window: Window): number {
  let entered = 0;
  while (window.enter(10)) entered += 1;
  return entered;
}

it('holds no more than half of it in memory, and the rest until it is saved', () => {
  const window = open();
  expect(fill(window)).toBe(5);
  window.settled(size(5));
  expect(fill(window)).toBe(5);
  window.settled(size(10));
  expect(fill(window)).toBe(0);
  window.covered(size(7));
  expect(fill(window)).toBe(5);
  expect(window.now).toEqual(size(8));
  expect(window.peak).toEqual(size(10));
});

it('lets a record pass alone that is larger than all of it', async () => {
  const window = open();
  expect(window.enter(10)).toBe(true);
  const large = window.enterLater(1000);
  expect(window.full).toBe(true);
  expect(window.enter(10)).toBe(false);
  window.settled(size(1));
  expect(window.full).toBe(true);
  window.covered(size(1));
  expect(await large).toBe(true);
});

it('sends away who waits when it closes', async () => {
  const window = open();
  fill(window);
  const waiting = window.enterLater(10);
  window.close();
  expect(await waiting).toBe(false);
  expect(await window.enterLater(10)).toBe(false);
});
