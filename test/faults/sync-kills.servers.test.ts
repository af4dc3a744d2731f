import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { blackHole } from '../servers/proxy.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';
import { countDocuments, isBulk, onBulk } from './support/bulk.ts';
import { killSyncs } from './support/kill-syncs.ts';
import { loadingCrashPoints } from './support/loading-crash-points.ts';
import { standing, violations } from './support/oracle.ts';
import { poisonedTable } from './support/poisoned-table.ts';
import { windowRecords } from './support/synced-table.ts';

const seed = chooseSeed();
const rows = 2400;

describeWithServers('a sync that is killed', ['elasticsearch', 'postgres'], (servers) => {
  let postgres = '';
  beforeAll(async () => {
    postgres = await servers.postgres.freshDatabase();
  });

  const poisoned = (): ReturnType<typeof poisonedTable> =>
    poisonedTable({ elasticsearch: servers.elasticsearch, postgres }, rows);

  it.each(loadingCrashPoints)('at %s goes on behind its last checkpoint', async (at) => {
    const { table, proxy } = await poisoned();
    const sent = countDocuments(proxy);
    const killed = await table.run({ to: proxy.url, env: { HEADRACE_CRASH_AT: at } });
    expect(killed.ending, killed.stdout + killed.stderr).toBe('SIGKILL');
    expect(await standing(table)).toEqual([]);
    const again = await table.sync({ to: proxy.url });
    expect(again).toMatchObject({ code: 3, problems: '' });
    expect(await violations(table)).toEqual([]);
    expect(again.report).toMatchObject({ read: rows, dead: rows / 400 });
    expect(sent.documents).toBeGreaterThanOrEqual(rows);
    expect(sent.documents).toBeLessThanOrEqual(rows + windowRecords);
  });

  it.each([1, 2, 4])('while request %i is on its way and later ones are done', async (lost) => {
    const { table, proxy } = await poisoned();
    onBulk(proxy, (n) => (n === lost ? blackHole : undefined));
    // A short lease is renewed often, and its state with it.
    const limits = { windowRecords, checkpointMs: 20, leaseMs: 1500 };
    const child = table.start({ to: proxy.url, env: { HEADRACE_LOAD_LIMITS: JSON.stringify(limits) } });
    // Until the window is full and nothing moves any more.
    const bulks = (): number => proxy.requests.filter(isBulk).length;
    for (let seen = -1; bulks() !== seen || seen < lost; await sleep(800)) seen = bulks();
    child.signal('SIGKILL');
    await child.end();
    proxy.faults.length = 0;
    expect(await standing(table)).toEqual([]);
    expect(await table.sync({ to: proxy.url })).toMatchObject({ code: 3, report: { read: rows } });
    expect(await violations(table)).toEqual([]);
  });

  it('again and again, at every place in turn', async () => {
    const { table, proxy } = await poisoned();
    const sent = countDocuments(proxy);
    for (const at of loadingCrashPoints) {
      const killed = await table.run({ to: proxy.url, env: { HEADRACE_CRASH_AT: at } });
      if (killed.ending !== 'SIGKILL') break;
      expect(await standing(table)).toEqual([]);
    }
    await table.sync({ to: proxy.url });
    expect(await violations(table)).toEqual([]);
    expect(sent.documents).toBeLessThanOrEqual(rows + (loadingCrashPoints.length + 1) * windowRecords);
  });

  it(`at random moments loses, doubles and invents nothing (seed ${seed})`, async () => {
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    const where = { elasticsearch, postgres, prefix: freshPrefix() };
    const loop = await killSyncs(10, randomFrom(seed), where);
    expect(loop.violations).toEqual([]);
    expect(loop.kills).toBeGreaterThan(0);
  }, 120_000);
});
