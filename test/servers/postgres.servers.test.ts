import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithServers } from './describe-with-servers.ts';
import { startPostgres } from './postgres.ts';

async function values(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const words = `SELECT word FROM (VALUES ('b'), ('A'), ('a'), ('ä')) AS t(word) ORDER BY word`;

describeWithServers('the shared Postgres', ['postgres'], (servers) => {
  it('gives every test a database of its own', async () => {
    const { freshDatabase } = servers.postgres;
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    await values(one, 'CREATE TABLE mine (id int)');
    expect(await values(one, 'SELECT count(*)::int FROM mine')).toEqual([0]);
    await expect(values(other, 'SELECT * FROM mine')).rejects.toThrow(/does not exist/);
  });

  it('sorts by code point, or as ICU does', async () => {
    const { freshDatabase } = servers.postgres;
    expect(await values(await freshDatabase(), words)).toEqual(['A', 'a', 'b', 'ä']);
    expect(await values(await freshDatabase({ icu: true }), words)).toEqual(['a', 'A', 'ä', 'b']);
  });
});

describeWithServers('a Postgres of its own', ['own postgres'], () => {
  it('keeps its data when it is killed', async () => {
    const server = await startPostgres({ icu: true });
    onTestFinished(() => server.stop());
    expect(await values(server.url, words)).toEqual(['a', 'A', 'ä', 'b']);
    await values(server.url, 'CREATE TABLE kept (id int)');
    const before = server.pid;
    await server.kill();
    await expect(values(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(server.pid).not.toBe(before);
    expect(await values(server.url, 'SELECT count(*)::int FROM kept')).toEqual([0]);
  });

  it('does not outlive the process that started it, however that ends', async () => {
    const module = new URL('postgres.ts', import.meta.url).href;
    const code = `import { startPostgres } from ${JSON.stringify(module)};
      const { pid, dataDir } = await startPostgres();
      console.log(JSON.stringify({ pid, dataDir }));`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(owner.stdout, 'data');
    const { pid, dataDir } = JSON.parse(String(line));
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect([isRunning(pid), existsSync(dataDir)]).toEqual([false, false]), 10_000);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
