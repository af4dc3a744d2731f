import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openEmbeddedIndex } from './embedded-index.ts';
import { mirrorOf, record, search, temporaryPaths } from './testing/fixtures.ts';

const path = temporaryPaths();

it.each([
  ['index:before-commit', 'things:v1', 2],
  ['index:after-commit', 'things:new', 500],
])('kill -9 at %s leaves %s', async (point, source, documents) => {
  const file = path();
  const before = await openEmbeddedIndex(file);
  await before.mirror(mirrorOf([record('a', { title: 'old' }), record('b', { title: 'old' })]));
  // Stays open: the reader next to a writer that dies.
  expect((await search(before, { mode: 'text', query: 'old' })).total).toBe(2);

  const child = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('testing/mirror-child.ts', import.meta.url)), file],
    { env: { ...process.env, HEADRACE_CRASH_AT: point }, encoding: 'utf8' },
  );
  expect(child.stderr).toBe('');
  expect(child.signal).toBe('SIGKILL');

  const after = await openEmbeddedIndex(file, { readOnly: true });
  for (const index of [before, after]) {
    const info = index.info();
    expect(`${info?.source.table}:${info?.source.version}`).toBe(source);
    expect(index.count()).toBe(documents);
  }
  const both = await search(after, { mode: 'text', query: 'old replacement', operator: 'any' });
  expect(both.total).toBe(documents);
  after.close();

  // And the next writer finds nothing in its way.
  expect(await before.mirror(mirrorOf([record('z', {})]))).toMatchObject({ added: 1, removed: documents });
  before.close();
  const raw = new DatabaseSync(file);
  expect(raw.prepare('PRAGMA integrity_check(1)').get()).toEqual({ integrity_check: 'ok' });
  raw.close();
});
