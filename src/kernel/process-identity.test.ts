import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { isOver, thisProcess } from './process-identity.ts';

it('knows of its own machine only which processes are over', () => {
  const own = thisProcess();
  expect(thisProcess()).toEqual(own);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(isOver({ ...own, pid })).toBe(true);
  expect(isOver({ realm: 'elsewhere', pid })).toBe(false);
  expect(isOver(own)).toBe(false);
  expect(isOver({ ...own, pid: process.ppid })).toBe(false);
});
