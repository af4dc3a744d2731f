import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type Postgres, startPostgres } from '../servers/postgres.ts';
import { delay, type HttpProxy, startProxy } from '../servers/proxy.ts';
import { startTcpProxy } from '../servers/tcp-proxy.ts';
import { atBulk, onBulk } from './support/bulk.ts';
import { insertPoisoned, poisonedColumns } from './support/kill-syncs.ts';
import { standing, violations } from './support/oracle.ts';
import { SyncedTable, type TableOptions } from './support/synced-table.ts';

const rows = 1600;
/** More than is read ahead, so that Postgres has to wait for us. */
const large = 8192;
const done = { code: 3, problems: '' };

describeWithServers('a sync and its Postgres', ['elasticsearch', 'own postgres'], (servers) => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 240_000);
  afterAll(() => postgres?.stop());

  async function poisoned(
    noteBytes = 0,
    options: Partial<TableOptions> = {},
  ): Promise<{ table: SyncedTable; proxy: HttpProxy }> {
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    const proxy = await startProxy(elasticsearch);
    onTestFinished(() => proxy.stop());
    const where = { elasticsearch, postgres: postgres.url, prefix: freshPrefix(), updatedAt: 'updated_at' };
    const table = await SyncedTable.create({ ...where, columns: poisonedColumns, ...options });
    await insertPoisoned(table, 1, rows);
    if (noteBytes > 0) await table.sql(`UPDATE $table SET note = repeat(md5(hk), $1)`, [noteBytes / 32]);
    return { table, proxy };
  }

  it.each(['pages', 'copy'] as const)('killed with -9 and started again (%s)', async (read) => {
    const { table, proxy } = await poisoned(large);
    let back: Promise<void> | undefined;
    atBulk(proxy, 3, () => {
      back = postgres.kill().then(() => postgres.restart());
    });
    const ended = await table.sync({ to: proxy.url, read });
    await back;
    expect(ended).toMatchObject({ ...done, report: { read: rows, dead: rows / 400 } });
    expect(await violations(table)).toEqual([]);
  });

  it.each(['pages', 'copy'] as const)('whose connections break again and again (%s)', async (read) => {
    const { table, proxy } = await poisoned(large);
    const line = await startTcpProxy(postgres.url);
    onTestFinished(() => line.stop());
    onBulk(proxy, (n) => {
      if (n % 4 === 3) line.cut();
      return undefined;
    });
    const ended = await table.sync({ from: line.url, to: proxy.url, read });
    expect(ended).toMatchObject({ ...done, report: { read: rows, dead: rows / 400 } });
    expect(line.connections).toBeGreaterThan(3);
    expect(await violations(table)).toEqual([]);
  });

  it('whose connections break while the table is looked at', async () => {
    const { table } = await poisoned();
    const line = await startTcpProxy(postgres.url);
    onTestFinished(() => line.stop());
    const codes: number[] = [];
    for (let ms = 5; ms <= 120; ms += 5) {
      const begun = line.connections;
      const cutting = expect.poll(() => line.connections, { interval: 1 }).toBeGreaterThan(begun);
      const syncing = table.sync({ from: line.url, full: true, deletes: { max: '10%' } });
      await cutting;
      await sleep(ms);
      line.cut();
      codes.push((await syncing).code);
    }
    // Either it could go on by itself, or it says that Postgres is out of reach.
    expect(codes.filter((code) => code !== 3 && code !== 5)).toEqual([]);
    expect(await table.sync()).toMatchObject(done);
    expect(await violations(table)).toEqual([]);
  });

  it.each(['pages', 'copy'] as const)('that has little patience (statement_timeout, %s)', async (read) => {
    const { table, proxy } = await poisoned(large);
    const role = `hasty_${table.table}`;
    await table.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'drip-drop-drip'`);
    await table.sql(`GRANT SELECT ON $table TO ${role}`);
    await table.sql(`ALTER ROLE ${role} SET statement_timeout = '250ms'`);
    await table.sql(`ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '100ms'`);
    onBulk(proxy, () => delay(100));
    const from = new URL(postgres.url);
    from.username = role;
    from.password = 'drip-drop-drip';
    const ended = await table.sync({ from: from.href, to: proxy.url, read });
    expect(ended).toMatchObject({ ...done, report: { read: rows, dead: rows / 400 } });
    expect(await violations(table)).toEqual([]);
    expect((await table.shown()).join('\n')).not.toContain('drip-drop-drip');
  });

  it('that changes behind the cursor and before it', async () => {
    const { table, proxy } = await poisoned(large);
    let changed: Promise<unknown> | undefined;
    const change = async (): Promise<void> => {
      await insertPoisoned(table, rows + 1, rows + 300);
      await table.sql(`UPDATE $table SET note = 'changed', updated_at = clock_timestamp() WHERE n % 5 = 1`);
      await table.sql('DELETE FROM $table WHERE n % 50 = 2');
      await table.sql(
        `UPDATE $table SET hk = 'moved ' || hk, updated_at = clock_timestamp() WHERE n % 50 = 3`,
      );
    };
    atBulk(proxy, 3, () => {
      changed = change();
    });
    expect(await table.sync({ to: proxy.url, read: 'pages' })).toMatchObject({ code: 3 });
    await changed;
    const next = await table.sync({ deletes: { max: '10%' } });
    expect(next).toMatchObject({ ...done, report: { mode: 'incremental' } });
    expect(await violations(table)).toEqual([]);
  });

  it('whose rows all changed in the same microsecond, killed between two pages of them', async () => {
    const { table } = await poisoned();
    await table.sync();
    await table.sql(`UPDATE $table SET note = 'at once', updated_at = now()`);
    const killed = await table.run({ env: { HEADRACE_CRASH_AT: 'load:after-checkpoint:4' } });
    expect(killed.ending, killed.stdout).toBe('SIGKILL');
    expect(await standing(table)).toEqual([]);
    expect(await table.sync()).toMatchObject({ ...done, report: { mode: 'resume' } });
    expect(await violations(table)).toEqual([]);
    expect((await table.sync()).report).toMatchObject({ mode: 'incremental' });
    expect(await violations(table)).toEqual([]);
  });

  it('in which a transaction commits long after its rows were stamped', async () => {
    const { table } = await poisoned();
    const index = {
      id: table.key,
      sync: { table: table.table, key: table.key, updated_at: 'updated_at', overlap: '0s' },
    };
    // A project has at least one table, which nobody asks for here.
    const tables = [{ name: 'other', layer: 'bronze', source: { type: 'csv', path: 'other.csv' } }];
    const search = { backend: 'elasticsearch', indexes: { [table.alias]: index } };
    table.project.write({ 'config.yml': stringify({ tables, search }) });
    const late = await table.connected();
    onTestFinished(() => late.end());
    await late.query('BEGIN');
    await late.query(`UPDATE ${table.table} SET note = 'late', updated_at = now() WHERE n % 7 = 0`);
    for (let round = 0; round < 2; round += 1) {
      await sleep(50);
      const synced = await table.run();
      expect(synced.ending, synced.stdout + synced.stderr).toBe(3);
      await table.sql(`UPDATE $table SET note = 'later', updated_at = clock_timestamp() WHERE n % 7 = $1`, [
        round + 1,
      ]);
    }
    await late.query('COMMIT');
    expect((await table.run()).ending).toBeOneOf([0, 3]);
    expect(await violations(table)).toEqual([]);
  });

  it('followed through a restart, until Ctrl-C', async () => {
    const { table } = await poisoned();
    const follower = table.start({ args: ['--follow', '200ms'] });
    const noted = async (note: string): Promise<number> => {
      const found = await table.reader.documents(table.alias);
      return [...found.values()].filter(({ document }) => document.note === note).length;
    };
    await follower.line('load_finished');
    await table.sql(`UPDATE $table SET note = 'one', updated_at = clock_timestamp() WHERE n % 10 = 0`);
    await expect.poll(() => noted('one'), { timeout: 20_000 }).toBe(rows / 10);
    await postgres.kill();
    await sleep(800);
    await postgres.restart();
    await table.sql(`UPDATE $table SET note = 'two', updated_at = clock_timestamp() WHERE n % 10 = 1`);
    await expect.poll(() => noted('two'), { timeout: 30_000 }).toBe(rows / 10);
    expect(follower.lines.some(({ type }) => type === 'load_waiting')).toBe(true);
    follower.signal('SIGINT');
    await follower.end();
    expect(follower.ending, follower.stderr).toBe(130);
    expect(await violations(table)).toEqual([]);
  });

  it('that is away when it begins, or throws the reader out for good', async () => {
    const { table, proxy } = await poisoned();
    const nowhere = new URL(postgres.url);
    nowhere.port = '1';
    const unreached = await table.run({ from: nowhere.href });
    expect(unreached.ending).toBe(5);
    expect(unreached.problems).toMatchObject([{ code: 'HR-POSTGRES-001' }]);
    nowhere.port = String(postgres.port);
    nowhere.password = 'not the password';
    const stranger = await table.run({ from: nowhere.href });
    expect(stranger.ending).toBe(2);
    expect(stranger.problems).toMatchObject([{ code: 'HR-POSTGRES-002' }]);
    expect((await table.shown()).join('\n')).not.toMatch(/not(%20| )the(%20| )password/);

    let dropped: Promise<unknown> | undefined;
    atBulk(proxy, 2, () => {
      dropped = table.sql('ALTER TABLE $table RENAME COLUMN n TO m');
    });
    await table.sync({ to: proxy.url, read: 'pages', env: { POSTGRES_CLIENT_BATCH_SIZE: '50' } });
    await dropped;
    // Letters of the table as it was before are another sync's.
    rmSync(table.project.path('.headrace', 'dead-letters'), { recursive: true, force: true });
    expect(await table.sync()).toMatchObject({ code: 3 });
    expect(await violations(table)).toEqual([]);
  });
});
