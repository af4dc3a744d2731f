import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { delay, type HttpProxy, resetBefore, startProxy } from '../servers/proxy.ts';
import type { Headrace } from '../support/headrace.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';
import { atBulk, isBulk, onBulk } from './support/bulk.ts';
import { insertPoisoned, poisonedColumns } from './support/kill-syncs.ts';
import { standing, violations } from './support/oracle.ts';
import { SyncedTable, type TableOptions } from './support/synced-table.ts';

const rows = 2000;
const seed = chooseSeed();

describeWithServers('a sync and those who interfere', ['elasticsearch', 'postgres'], (servers) => {
  let postgres = '';
  beforeAll(async () => {
    postgres = await servers.postgres.freshDatabase();
  });

  async function poisoned(
    options: Partial<TableOptions> = {},
  ): Promise<{ table: SyncedTable; proxy: HttpProxy }> {
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    const proxy = await startProxy(elasticsearch);
    onTestFinished(() => proxy.stop());
    const where = { elasticsearch, postgres, prefix: freshPrefix(), columns: poisonedColumns };
    const table = await SyncedTable.create({ ...where, ...options });
    await insertPoisoned(table, 1, rows);
    return { table, proxy };
  }

  it('stops at the first poison when told so, and goes on once it is mended', async () => {
    const { table } = await poisoned();
    const env = { ES_CLIENT_RAISE_ERRORS: '1' };
    const stopped = await table.run({ env });
    expect(stopped.ending).toBe(1);
    expect(stopped.problems).toMatchObject([{ code: 'HR-LOAD-003' }]);
    expect(table.letterFiles()).toEqual([]);
    expect(await standing(table)).toEqual([]);
    await table.sql(`UPDATE $table SET value = 0 WHERE value = 'NaN'`);
    const again = await table.sync({ env });
    expect(again).toMatchObject({ code: 0, problems: '', report: { mode: 'resume', read: rows, dead: 0 } });
    expect(await violations(table)).toEqual([]);
  });

  it(`ends with 130 whenever it is interrupted, and lets go (seed ${seed})`, async () => {
    const { table, proxy } = await poisoned({ updatedAt: 'updated_at' });
    const random = randomFrom(seed);
    onBulk(proxy, () => delay(20));
    for (let i = 0; i < 6; i += 1) {
      const before = proxy.requests.length;
      const child = table.start({ to: proxy.url, args: ['--full', '--deletes'] });
      // While it reaches both sides, while it loads, or while it compares afterwards.
      await expect
        .poll(() => proxy.requests.length > before || child.ending !== null, { timeout: 20_000 })
        .toBe(true);
      await sleep(random() * 600);
      const signal = i % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      child.signal(signal);
      await child.end();
      // Who is done listens no longer, and a signal ends it as it ends anybody.
      const fine = child.stdout.includes('"load_finished"') ? [3, 130, signal] : [130];
      expect(fine, child.stdout + child.stderr).toContain(child.ending);
      expect(child.stderr).not.toMatch(/\bat .+:\d+/);
      expect(await standing(table)).toEqual([]);
      for (const { text } of await table.reader.states(table.physical))
        expect(text).toContain('"lease":null');
    }
    proxy.faults.length = 0;
    expect(await table.sync({ to: proxy.url, full: true })).toMatchObject({ code: 3 });
    expect(await violations(table)).toEqual([]);
  }, 120_000);

  it('refuses a second one beside it, which changes nothing', async () => {
    const { table, proxy } = await poisoned();
    let second: Promise<Headrace> | undefined;
    onBulk(proxy, (n) => {
      if (n === 2) second = table.run();
      return n >= 2 && second ? delay(400) : undefined;
    });
    const first = await table.sync({ to: proxy.url });
    const refused = await second;
    expect(refused?.ending).toBe(4);
    expect(refused?.problems).toMatchObject([{ code: 'HR-ELASTIC-021' }]);
    expect(first).toMatchObject({ code: 3, report: { read: rows } });
    expect(await violations(table)).toEqual([]);
  });

  it('that slept through its lease is fenced when it wakes up', async () => {
    const { table, proxy } = await poisoned();
    const limits = { windowRecords: 200, checkpointMs: 20, leaseMs: 1500, graceMs: 500 };
    const env = { HEADRACE_LOAD_LIMITS: JSON.stringify(limits) };
    const sleeper = table.start({ to: proxy.url, env });
    atBulk(proxy, 4, () => sleeper.signal('SIGSTOP'));
    await expect
      .poll(() => proxy.requests.filter(isBulk).length, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(4);
    await sleep(100);
    const early = await table.sync({ limits });
    expect(early).toMatchObject({ code: 4 });
    await sleep(1500);
    await table.sql(`UPDATE $table SET note = 'newer ' || n WHERE value <> 'NaN'`);
    const taken = await table.sync({ limits });
    expect(taken).toMatchObject({ code: 3, report: { mode: 'resume' } });
    const bulks = proxy.requests.filter(isBulk).length;
    sleeper.signal('SIGCONT');
    await sleeper.end();
    expect(sleeper.ending).toBe(4);
    expect(sleeper.problems).toMatchObject([{ code: 'HR-ELASTIC-022' }]);
    expect(proxy.requests.filter(isBulk).length).toBe(bulks);
    // What the sleeper had written before is as old as it was then; a full pass makes it new.
    expect(await standing(table)).toEqual([]);
    await table.sync({ full: true });
    expect(await violations(table)).toEqual([]);
  });

  it('deletes what has no row any more, but not more than it may', async () => {
    const { table } = await poisoned();
    await table.sync();
    await table.sql('DELETE FROM $table WHERE n % 4 = 0');
    const refused = await table.run({ args: ['--deletes'] });
    expect(refused.ending).toBe(1);
    expect(refused.problems).toMatchObject([{ code: 'HR-LOADING-012' }]);
    expect((await table.reader.documents(table.alias)).size).toBe(rows - rows / 400);
    const swept = await table.sync({ deletes: { max: '30%' } });
    expect(swept).toMatchObject({ code: 3, report: { deleted: rows / 4 } });
    expect(await violations(table)).toEqual([]);
  });

  it('finds a reset connection no reason to fail after the last record', async () => {
    const { table, proxy } = await poisoned();
    let refreshes = 0;
    proxy.faults.push(({ path }) => {
      if (!path.includes('_refresh') || !path.includes(table.alias)) return undefined;
      refreshes += 1;
      return refreshes === 1 ? resetBefore : undefined;
    });
    expect(await table.sync({ to: proxy.url, deletes: { max: '10%' } })).toMatchObject({
      code: 3,
      problems: '',
    });
    expect(refreshes).toBeGreaterThan(1);
  });

  it('does not lose what changes while the clock goes backwards', async () => {
    const { table } = await poisoned({ updatedAt: 'updated_at' });
    await table.sync();
    await table.sql(`UPDATE $table SET note = 'newer', updated_at = clock_timestamp() WHERE n % 2 = 0`);
    const clock = {
      now: () => Date.now() - 3_600_000,
      sleep: (ms: number) => sleep(ms),
    };
    expect(await table.sync({ clock })).toMatchObject({ code: 3 });
    expect(await violations(table)).toEqual([]);
  });
});
