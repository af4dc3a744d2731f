import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { search, temporaryPaths } from '../testing/fixtures.ts';
import { sqliteStateStore } from './state-store.ts';
import { contents } from './testing/fixtures.ts';

const path = temporaryPaths();
const child = fileURLToPath(new URL('testing/load-child.ts', import.meta.url));

/** What is on the disk after a kill: whole batches, and a state that is not ahead of them. */
async function standing(file: string): Promise<{ readonly documents: number; readonly read: number }> {
  const index = await openEmbeddedIndex(file, { readOnly: true });
  const documents = index.count();
  expect(documents % 100).toBe(0);
  expect((await search(index, { mode: 'text', query: 'word' })).total).toBe(documents);
  const read = (await sqliteStateStore(file).read('load'))?.counts.read ?? 0;
  expect(documents - read === 0 || documents - read === 100).toBe(true);
  index.close();
  return { documents, read };
}

function finish(file: string): void {
  const { status, stderr } = spawnSync(process.execPath, [child, file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
}

it.each([
  ['index:before-commit', 0, 0],
  ['index:before-commit:7', 600, 600],
  ['index:after-commit:7', 700, 600],
])('kill -9 at %s leaves %i documents and a state of %i', async (point, documents, read) => {
  const file = path();
  const killed = spawnSync(process.execPath, [child, file], {
    env: { ...process.env, HEADRACE_CRASH_AT: point },
    encoding: 'utf8',
  });
  expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', '']);
  expect(await standing(file)).toEqual({ documents, read });
  finish(file);
  expect(await standing(file)).toEqual({ documents: 5000, read: 5000 });
  expect(Object.keys(contents(file))).toHaveLength(5000);
});

it('kill -9 at any time, again and again, loses nothing that was said to be stored', async () => {
  const file = path();
  let before = 0;
  for (const batches of [1, 3, 8]) {
    const loader = spawn(process.execPath, [child, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    let dots = 0;
    loader.stdout.on('data', (data: Buffer) => {
      dots += data.length;
      if (dots >= batches) loader.kill('SIGKILL');
    });
    await once(loader, 'exit');
    const { documents, read } = await standing(file);
    expect(read).toBeGreaterThanOrEqual(before + 100 * dots);
    before = documents - 100;
  }
  finish(file);
  expect(await standing(file)).toEqual({ documents: 5000, read: 5000 });
});
