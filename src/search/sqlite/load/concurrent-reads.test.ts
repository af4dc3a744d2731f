import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openEmbeddedIndex } from '../embedded-index.ts';
import { search, temporaryPaths } from '../testing/fixtures.ts';

const path = temporaryPaths();

it('is read in whole batches while another process loads', async () => {
  const file = path();
  const child = fileURLToPath(new URL('testing/load-child.ts', import.meta.url));
  const loader = spawn(process.execPath, [child, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(loader, 'exit');
  await once(loader.stdout, 'data');
  loader.stdout.resume();
  const index = await openEmbeddedIndex(file, { readOnly: true });
  const seen = new Set<number>();
  let last = 0;
  while (last < 5000) {
    const [text, tagged] = [
      await search(index, { mode: 'text', query: 'word' }),
      await search(index, { mode: 'text', query: 'word', filters: { tag: ['t7'] } }),
    ];
    expect(text.total % 100).toBe(0);
    expect(text.total).toBeGreaterThanOrEqual(last);
    expect(tagged.total * 100).toBeGreaterThanOrEqual(text.total);
    last = text.total;
    seen.add(last);
  }
  expect(seen.size).toBeGreaterThan(1);
  expect(await ended).toEqual([0, null]);
  index.close();
});
