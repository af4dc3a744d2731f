import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isInterrupt } from '../../duckdb/index.ts';
import { openSession } from './session.ts';

const folder = mkdtempSync(join(tmpdir(), 'headrace session '));
const session = openSession({ memoryLimit: undefined, threads: undefined }, folder, []);
afterAll(() => {
  session.close();
  rmSync(folder, { recursive: true, force: true });
});

const long = 'SELECT count(*) FROM range(10000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 1';

describe('an interrupt', () => {
  it('reaches also a statement that begins after it', async () => {
    const abort = new AbortController();
    const work = session.use(async (connection) => {
      abort.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return connection.run(long);
    }, abort.signal);
    const error = await work.catch((reason: unknown) => reason);
    expect(isInterrupt(error)).toBe(true);
  });

  it('that came before the work keeps it from beginning', async () => {
    let begun = false;
    const work = session.use(async () => {
      begun = true;
    }, AbortSignal.abort());
    await expect(work).rejects.toThrow(/abort/);
    expect(begun).toBe(false);
  });

  it('leaves the session usable', async () => {
    const answer = await session.use(async (connection) => {
      const reader = await connection.runAndReadAll('SELECT 42');
      return reader.getRows();
    });
    expect(answer).toEqual([[42]]);
  });
});

describe('a session', () => {
  it('spills into a folder of its own, which goes when it is closed', async () => {
    const settings = { memoryLimit: '60MB', threads: 1 };
    const [a, b] = [
      openSession(settings, join(folder, 'spill'), []),
      openSession(settings, join(folder, 'spill'), []),
    ];
    const seen = new Set<string>();
    const watch = setInterval(() => {
      const parent = join(folder, 'spill');
      if (existsSync(parent)) for (const name of readdirSync(parent)) seen.add(name);
    }, 10);
    const sort =
      "SELECT max(s) FROM (SELECT i, repeat('x', 60) || i AS s FROM range(1000000) t(i) ORDER BY hash(i))";
    await Promise.all([a, b].map((one) => one.use((connection) => connection.run(sort))));
    clearInterval(watch);
    a.close();
    b.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.size).toBe(2);
    expect(readdirSync(join(folder, 'spill'))).toEqual([]);
  });

  it('gives each use a connection without the views of the last', async () => {
    await session.use((connection) => connection.run('CREATE TEMP VIEW mine AS SELECT 1'));
    await expect(session.use((connection) => connection.run('FROM mine'))).rejects.toThrow(/mine/);
  });
});
