import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import {
  answer,
  blackHole,
  delay,
  type Fault,
  type ProxiedRequest,
  resetAfter,
  resetBefore,
  throttle,
} from '../servers/proxy.ts';
import { chooseSeed, randomFrom } from '../support/kill-loop.ts';
import { answered, documentsOf, isBulk, onBulk, refusing } from './support/bulk.ts';
import { violations } from './support/oracle.ts';
import { poisonedTable } from './support/poisoned-table.ts';

const rows = 1600;
const overload = 'es_rejected_execution_exception';
const busyReason = 'rejected execution of coordinating operation';
const html = '<html><body>Bad Gateway</body></html>';
const timeout = { env: { ELASTICSEARCH_REQUEST_TIMEOUT: '0.5' } };

describeWithServers('a sync through a bad network', ['elasticsearch', 'postgres'], (servers) => {
  let postgres = '';
  beforeAll(async () => {
    postgres = await servers.postgres.freshDatabase();
  });

  const poisoned = (): ReturnType<typeof poisonedTable> =>
    poisonedTable({ elasticsearch: servers.elasticsearch, postgres }, rows);

  const everyThird: readonly (readonly [string, (request: ProxiedRequest) => Fault])[] = [
    ['every item is turned away (429)', (request) => refusing(request, 429, overload, busyReason)],
    [
      'the shard of every item is away (503)',
      (request) => refusing(request, 503, 'unavailable_shards_exception', 'primary shard is not active'),
    ],
    ['the request is turned away (429)', () => answered(429, { error: { type: overload, reason: 'busy' } })],
    ['a proxy has lost the cluster (502)', () => answer(502, html, { 'content-type': 'text/html' })],
    ['the cluster has no master (503)', () => answered(503, { error: { type: 'x', reason: 'no master' } })],
    ['a gateway runs out of time (504)', () => answer(504, '', {})],
    ['an answer is cut off', () => answered(200, { errors: true, items: [] })],
    ['the connection breaks before the write', () => resetBefore],
    ['the connection breaks after the write', () => resetAfter],
    ['answers are slow', () => delay(200)],
    ['answers trickle', () => throttle(20_000)],
  ];
  it.each(everyThird)('where %s', async (_, fault) => {
    const { table, proxy } = await poisoned();
    onBulk(proxy, (n, request) => (n % 3 === 2 ? fault(request) : undefined));
    const ended = await table.sync({ to: proxy.url });
    expect(ended).toMatchObject({ code: 3, problems: '', report: { read: rows, dead: rows / 400 } });
    expect(await violations(table)).toEqual([]);
    expect(proxy.requests.some(({ fault: made }) => made !== undefined)).toBe(true);
  });

  it('waits as long as it is told to (Retry-After)', async () => {
    const { table, proxy } = await poisoned();
    const times: number[] = [];
    onBulk(proxy, (n) => {
      times.push(performance.now());
      return n === 1
        ? answered(429, { error: { type: overload, reason: 'busy' } }, { 'retry-after': '1' })
        : undefined;
    });
    expect((await table.sync({ to: proxy.url })).code).toBe(3);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990);
    expect(await violations(table)).toEqual([]);
  });

  it('gives up waiting for a black hole, and sends again', async () => {
    const { table, proxy } = await poisoned();
    onBulk(proxy, (n) => (n === 2 || n === 4 ? blackHole : undefined));
    const ended = await table.sync({ to: proxy.url, ...timeout });
    expect(ended).toMatchObject({ code: 3, problems: '' });
    expect(ended.report?.retries).toBeGreaterThanOrEqual(2);
    expect(await violations(table)).toEqual([]);
  });

  it('a request that arrives long after it was given up does no harm', async () => {
    const { table, proxy } = await poisoned();
    onBulk(proxy, (n) => (n === 2 ? delay(1500) : undefined));
    expect(await table.sync({ to: proxy.url, ...timeout })).toMatchObject({ code: 3 });
    await table.sql(`UPDATE $table SET note = 'newer'`);
    expect(await table.sync({ to: proxy.url, ...timeout })).toMatchObject({ code: 3 });
    await expect.poll(() => proxy.requests.filter(({ fault }) => fault === 'delay').length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await violations(table)).toEqual([]);
  });

  it('splits what is too large (413) down to the record that is', async () => {
    const { table, proxy } = await poisoned();
    await table.sql(`UPDATE $table SET note = repeat('x', 20000) WHERE n = 100`);
    proxy.faults.push((request) =>
      isBulk(request) && request.body.length > 10_000 ? answer(413, 'Payload Too Large') : undefined,
    );
    const ended = await table.sync({ to: proxy.url });
    expect(ended).toMatchObject({ code: 3, problems: '', report: { dead: rows / 400 + 1 } });
    expect(await violations(table)).toEqual([]);
  });

  it('when nothing gets through any more, ends with 5 and goes on later', async () => {
    const { table, proxy } = await poisoned();
    let dead = false;
    onBulk(proxy, (n) => {
      dead ||= n > 2;
      return dead ? answered(503, { error: { type: 'x', reason: 'no master' } }) : undefined;
    });
    const env = { ES_MAX_RETRIES: '3' };
    const ended = await table.sync({ to: proxy.url, env });
    expect(ended).toMatchObject({ code: 5 });
    expect(ended.problems).toMatch(/HR-LOAD-002.*no master.*run the same command again/s);
    proxy.faults.length = 0;
    const again = await table.sync({ to: proxy.url, env });
    expect(again).toMatchObject({ code: 3, report: { mode: 'resume', read: rows } });
    expect(await violations(table)).toEqual([]);
  });

  it('keys that are turned away for too long become dead letters, with how often they were tried', async () => {
    const { table, proxy } = await poisoned();
    const [{ hk = '' } = {}] = await table.sql<{ hk: string }>('SELECT hk FROM $table WHERE n = 3');
    // Only what holds this record is refused, so its neighbours of the first requests share its lot.
    onBulk(proxy, (_, request) =>
      request.body.includes(hk) ? refusing(request, 429, overload, busyReason) : undefined,
    );
    const ended = await table.sync({ to: proxy.url, env: { ES_MAX_RETRIES: '2' } });
    expect(ended.code).toBe(3);
    expect(table.letterFiles().join('')).toContain('gave up after 3 attempts');
    expect(await violations(table)).toEqual([]);
  });

  describe('everything at once', () => {
    const seed = chooseSeed();
    it(`seed ${seed}`, async () => {
      const { table, proxy } = await poisoned();
      const random = randomFrom(seed);
      const faults: readonly ((request: ProxiedRequest) => Fault | undefined)[] = [
        () => resetBefore,
        () => resetAfter,
        () => answer(503, '', {}),
        () => answered(429, { error: { type: overload, reason: 'busy' } }),
        (request) => (isBulk(request) ? refusing(request, 429, overload, busyReason) : undefined),
        () => delay(Math.floor(random() * 700)),
        () => blackHole,
      ];
      proxy.faults.push((request) =>
        random() < 0.3 ? faults[Math.floor(random() * faults.length)]?.(request) : undefined,
      );
      // What cannot even begin ends with 5, as it should; the next one finds the network better. One that ended
      // with a request unanswered keeps its lease until that cannot arrive any more: the next one ends with 4.
      const env = { ...timeout.env, HEADRACE_LOAD_LIMITS: '{"leaseMs": 3000}' };
      let ended = await table.sync({ to: proxy.url, env });
      for (let tries = 1; (ended.code === 5 || ended.code === 4) && tries < 60; tries += 1) {
        await sleep(ended.code === 4 ? 500 : 0);
        ended = await table.sync({ to: proxy.url, env });
      }
      expect(ended).toMatchObject({ code: 3, problems: '' });
      expect(await violations(table)).toEqual([]);
      expect(proxy.requests.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(0);
    }, 120_000);
  });

  it('sends a document once when nothing goes wrong', async () => {
    const { table, proxy } = await poisoned();
    let sent = 0;
    onBulk(proxy, (_, request) => {
      sent += documentsOf(request);
      return undefined;
    });
    expect((await table.sync({ to: proxy.url })).code).toBe(3);
    expect(sent).toBe(rows);
  });
});
