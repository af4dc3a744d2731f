import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { streamPath } from './source-path.ts';

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'headrace path ')));
  mkdirSync(join(root, 'data', 'in [x]'), { recursive: true });
  writeFileSync(join(root, 'data', 'a.csv'), '');
});
afterAll(() => rmSync(root, { recursive: true }));

const said = (...paths: string[]): ReturnType<typeof streamPath> =>
  streamPath(root, paths, ['/the/one', '/the/two']);

it('reads a folder with everything in it', () => {
  expect(said('data')).toEqual({ path: `${root}/data`, options: { recursiveFileLookup: 'true' } });
});

it('makes a glob of one file, for Spark takes a plain path for a folder', () => {
  expect(said('data/a.csv')).toEqual({ path: `/{${root.slice(1)}/data/a.csv}`, options: {} });
});

it('keeps globs, and joins several paths into one', () => {
  expect(said('data/2026-*.csv')).toEqual({ path: `${root}/data/2026-*.csv`, options: {} });
  expect(said('data/a.csv', '/else/*.csv').path).toBe(`/{${root.slice(1)}/data/a.csv,else/*.csv}`);
});

it('says ** by options', () => {
  expect(said('data/**/*.csv')).toEqual({
    path: `${root}/data`,
    options: { recursiveFileLookup: 'true', pathGlobFilter: '*.csv' },
  });
});

it('escapes characters of real folders that mean something in a glob', () => {
  expect(said('data/in [x]').path).toBe(`${root}/data/in \\[x\\]`);
});

it('lists the files where Spark has no words for a pattern', () => {
  expect(said('data/!(b).csv').path).toBe('/{the/one,the/two}');
  expect(said('data/**/x/*.csv').path).toBe('/{the/one,the/two}');
});
