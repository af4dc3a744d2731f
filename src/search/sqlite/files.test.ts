import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openEmbeddedIndex } from './embedded-index.ts';
import { codes, failure, mirrorOf, record, search, temporaryPaths } from './testing/fixtures.ts';

const path = temporaryPaths();

async function builtIndex(): Promise<string> {
  const file = path();
  const index = await openEmbeddedIndex(file);
  await index.mirror(mirrorOf([record('a', { title: 'one' })]));
  index.close();
  return file;
}

it('reads an index that exists, and does not make one up', async () => {
  const file = path();
  expect(codes(await failure(() => openEmbeddedIndex(file, { readOnly: true })))).toEqual(['HR-SEARCH-001']);
  expect(existsSync(file)).toBe(false);
});

it('makes the folder and an index that says it was never built', async () => {
  const file = join(path(), 'deep', 'index.db');
  const index = await openEmbeddedIndex(file);
  expect(index.info()).toBeUndefined();
  for (const ask of [
    () => search(index, { mode: 'text', query: 'x' }),
    () => index.get('x'),
    () => index.count(),
  ]) {
    expect(codes(await failure(ask))).toEqual(['HR-SEARCH-002']);
  }
  const reader = await openEmbeddedIndex(file, { readOnly: true });
  await index.mirror(mirrorOf([record('a', {})]));
  expect(reader.count()).toBe(1);
  await expect(reader.mirror(mirrorOf([]))).rejects.toThrow('opened read-only');
  index.close();
  reader.close();
});

it('is one file when nobody has it open', async () => {
  const file = await builtIndex();
  expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`)]).toEqual([false, false]);
});

it('refuses what is no index, each by its name, and leaves it alone', async () => {
  const text = path();
  writeFileSync(text, 'dear diary, this is not a database at all. '.repeat(40));
  const foreign = path();
  const other = new DatabaseSync(foreign);
  other.exec('CREATE TABLE mine (x)');
  other.close();
  const newer = await builtIndex();
  const future = new DatabaseSync(newer);
  future.exec('PRAGMA user_version = 7');
  future.close();

  for (const [file, code] of [
    [text, 'HR-SEARCH-003'],
    [foreign, 'HR-SEARCH-004'],
    [newer, 'HR-SEARCH-005'],
  ] as const) {
    const bytes = readFileSync(file);
    for (const readOnly of [true, false]) {
      expect(codes(await failure(() => openEmbeddedIndex(file, { readOnly })))).toEqual([code]);
    }
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }
  const error = await failure(() => openEmbeddedIndex(newer));
  expect(error.message).toContain('has format 7; this version of Headrace knows formats up to 1');
});

it('says when an index is damaged', async () => {
  const file = await builtIndex();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 200, bytes.length);
  writeFileSync(file, bytes);
  const error = await failure(async () => {
    const index = await openEmbeddedIndex(file, { readOnly: true });
    try {
      await search(index, { mode: 'text', query: 'one' });
    } finally {
      index.close();
    }
  });
  expect(codes(error)).toEqual(['HR-SEARCH-006']);
});

it('loads no native module before an index is opened', () => {
  const script = `
    await import(${JSON.stringify(new URL('embedded-index.ts', import.meta.url).href)});
    const shared = process.report.getReport().sharedObjects;
    console.log(JSON.stringify({
      native: shared.filter((file) => file.includes('vec0') || file.endsWith('.node')),
      sqlite: process.moduleLoadList.filter((name) => name.endsWith(' sqlite')),
    }));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(child.stderr).toBe('');
  expect(JSON.parse(child.stdout)).toEqual({ native: [], sqlite: [] });
});
