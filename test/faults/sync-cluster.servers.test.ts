import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type Elasticsearch, startElasticsearch } from '../servers/elasticsearch.ts';
import { type HttpProxy, startProxy } from '../servers/proxy.ts';
import { answered, atBulk, isBulk, onBulk } from './support/bulk.ts';
import { insertPoisoned, poisonedColumns } from './support/kill-syncs.ts';
import { standing, violations } from './support/oracle.ts';
import { SyncedTable, type TableOptions } from './support/synced-table.ts';

const rows = 2000;
const done = { code: 3, problems: '' };

async function poisoned(
  options: Omit<TableOptions, 'columns'>,
  proxied: { readonly ca?: string } = {},
): Promise<{ table: SyncedTable; proxy: HttpProxy }> {
  const proxy = await startProxy(options.elasticsearch, proxied);
  onTestFinished(() => proxy.stop());
  const { ca } = proxied;
  // Through a proxy of its own, the index can be looked into without TLS.
  const elasticsearch = ca === undefined ? options.elasticsearch : proxy.url;
  const table = await SyncedTable.create({ ...options, elasticsearch, columns: poisonedColumns });
  await insertPoisoned(table, 1, rows);
  return { table, proxy };
}

describeWithServers('a sync and its index', ['elasticsearch', 'postgres'], (servers) => {
  let postgres = '';
  beforeAll(async () => {
    postgres = await servers.postgres.freshDatabase();
  });

  function fresh(updatedAt?: string): ReturnType<typeof poisoned> {
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    const prefix = freshPrefix();
    return poisoned({ elasticsearch, postgres, prefix, ...(updatedAt && { updatedAt }) });
  }

  it('fails when the index is deleted in mid-load, never makes one by accident, and begins anew', async () => {
    const { table, proxy } = await fresh();
    let deleted: Promise<unknown> | undefined;
    atBulk(proxy, 4, () => {
      deleted = table.reader.done('DELETE', `/${table.physical}`);
    });
    const ended = await table.sync({ to: proxy.url });
    await deleted;
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.problems).toMatch(/HR-ELASTIC-014/);
    expect(
      (await table.reader.ask('GET', `/${table.physical},${table.alias}?ignore_unavailable=true`)).text,
    ).toBe('{}');
    // What was settled went with the index: to go on behind the watermark would lose it.
    expect(await table.sync()).toMatchObject(done);
    expect(await violations(table)).toEqual([]);
  });

  it('reads everything again when the index was deleted after a finished sync', async () => {
    const { table } = await fresh('updated_at');
    await table.sync();
    await table.reader.done('DELETE', `/${table.physical}`);
    await table.sql(`UPDATE $table SET updated_at = now() - interval '1 day'`);
    const again = await table.sync();
    expect(again).toMatchObject({ ...done, report: { mode: 'full' } });
    const warnings = again.events.flatMap((event) =>
      event.type === 'load_warning' ? [event.problem.code] : [],
    );
    expect(warnings).toEqual(['HR-LOADING-049']);
    expect(await violations(table)).toEqual([]);
  });

  it('waits while the disk is full, and goes on by itself', async () => {
    const { table, proxy } = await fresh();
    const block = (value: true | null): Promise<unknown> =>
      table.reader.done('PUT', `/${table.physical}/_settings`, {
        'index.blocks.read_only_allow_delete': value,
      });
    let blocked: Promise<unknown> | undefined;
    atBulk(proxy, 3, () => {
      blocked = block(true);
    });
    const env = { ES_MAX_RETRIES: '2' };
    const syncing = table.sync({ to: proxy.url, env });
    await expect.poll(() => blocked, { timeout: 10_000 }).toBeDefined();
    await blocked;
    const requests = proxy.requests.filter(isBulk).length;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // One request asks now and then; it does not hammer.
    expect(proxy.requests.filter(isBulk).length - requests).toBeLessThan(40);
    await block(null);
    const ended = await syncing;
    expect(ended).toMatchObject({ ...done, report: { read: rows, dead: rows / 400 } });
    expect(ended.events.filter(({ type }) => type === 'load_waiting').length).toBeGreaterThan(0);
    expect(await violations(table)).toEqual([]);
  });

  it('gives up on an index that somebody has closed, and goes on when it is open again', async () => {
    const { table, proxy } = await fresh();
    let closed: Promise<unknown> | undefined;
    atBulk(proxy, 3, () => {
      closed = table.reader.done('POST', `/${table.physical}/_close`);
    });
    const ended = await table.sync({ to: proxy.url });
    await closed;
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.problems).toMatch(/HR-ELASTIC-015/);
    await table.reader.done('POST', `/${table.physical}/_open?wait_for_active_shards=1`);
    expect(await table.sync()).toMatchObject({ ...done, report: { mode: 'resume' } });
    expect(await violations(table)).toEqual([]);
  });

  it('puts what contradicts the mapping aside, with key and reason', async () => {
    const { table } = await fresh();
    await table.reader.done('PUT', `/${table.physical}`, {
      mappings: { dynamic: false, properties: { note: { type: 'date' }, n: { type: 'integer' } } },
      aliases: { [table.alias]: {} },
    });
    await table.sql(`UPDATE $table SET note = '2026-11-21' WHERE n % 3 = 0`);
    const ended = await table.run();
    expect(ended.ending).toBe(3);
    expect(ended.stdout).toMatch(/failed to parse field \[note\] of type \[date\]/);
    expect(ended.all('load_finished')).toMatchObject([{ read: rows, stale: 0 }]);
    expect(await violations(table)).toEqual([]);
  });

  it('ends when it is locked out in mid-load (401, 403), and goes on when it is let in', async () => {
    const { table, proxy } = await fresh();
    for (const [status, type, code] of [
      [401, 'security_exception', 'HR-ELASTIC-009'],
      [403, 'security_exception', 'HR-ELASTIC-010'],
    ] as const) {
      proxy.faults.length = 0;
      onBulk(proxy, (n) =>
        n < 3 ? undefined : answered(status, { error: { type, reason: 'action [bulk] is unauthorized' } }),
      );
      const ended = await table.sync({ to: proxy.url });
      expect(ended).toMatchObject({ code: 2 });
      expect(ended.problems).toContain(code);
      expect(await standing(table)).toEqual([]);
    }
    proxy.faults.length = 0;
    expect(await table.sync({ to: proxy.url })).toMatchObject({ ...done, report: { mode: 'resume' } });
    expect(await violations(table)).toEqual([]);
  });
});

describeWithServers('a sync and a cluster of its own', ['own elasticsearch', 'postgres'], (servers) => {
  let node: Elasticsearch;
  let postgres = '';
  beforeAll(async () => {
    const settings = {
      'http.max_content_length': '1mb',
      // Who brings no credentials may look, but not write: keys of users with few privileges cannot be made here.
      'xpack.security.authc.anonymous.username': 'guest',
      'xpack.security.authc.anonymous.roles': 'monitoring_user',
    };
    [node, postgres] = await Promise.all([
      startElasticsearch({ security: true, quickStart: true, settings }),
      servers.postgres.freshDatabase(),
    ]);
  }, 240_000);
  afterAll(() => node?.stop());

  /** With the secrets that are used below, none of which may be shown. */
  async function fresh(): Promise<{
    table: SyncedTable;
    proxy: HttpProxy;
    basic: Record<string, string>;
    ca: string;
  }> {
    const { caCertificate = '', username = '', password = '' } = node;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const { table, proxy } = await poisoned(
      {
        elasticsearch: node.url,
        postgres,
        prefix: 'own-',
        headers: { authorization },
        secrets: [password, authorization.slice(6)],
      },
      { ca: caCertificate },
    );
    const ca = table.project.path('ca.pem');
    writeFileSync(ca, caCertificate);
    return {
      table,
      proxy,
      ca,
      basic: { ELASTICSEARCH_USERNAME: username, ELASTICSEARCH_PASSWORD: password },
    };
  }

  it('goes over TLS, and splits what the cluster really refuses to take', async () => {
    const { table, ca, basic } = await fresh();
    await table.sql(`UPDATE $table SET note = repeat('x', 1200000) WHERE n = 100`);
    await table.sql(`UPDATE $table SET note = repeat('x', 300000) WHERE n % 100 = 50`);
    const env = { ...basic, ELASTICSEARCH_CA_CERT: ca };
    const ended = await table.run({ to: node.url, env, args: ['--read', 'pages'] });
    expect(ended.ending, ended.stdout + ended.stderr).toBe(3);
    expect(ended.all('load_finished')).toMatchObject([{ read: rows, dead: rows / 400 + 1 }]);
    expect(await violations(table)).toEqual([]);
  });

  it('says what is wrong: no privilege, a wrong password or key, an authority that nobody knows', async () => {
    const { table, ca, basic } = await fresh();
    const trusted = { ELASTICSEARCH_CA_CERT: ca };
    const wrong = {
      ...trusted,
      ELASTICSEARCH_USERNAME: 'elastic',
      ELASTICSEARCH_PASSWORD: 'let-me-in-please',
    };
    const apiKey = Buffer.from('VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw').toString('base64');
    const other = table.project.path('other.pem');
    const cases = [
      ['HR-ELASTIC-010', 2, trusted],
      ['HR-ELASTIC-009', 2, wrong],
      ['HR-ELASTIC-009', 2, { ...trusted, ELASTICSEARCH_API_KEY: apiKey }],
      [
        'HR-ELASTIC-009',
        2,
        { ...trusted, ELASTICSEARCH_API_KEY: 'VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw' },
      ],
      ['HR-ELASTIC-006', 5, basic],
      ['HR-ELASTIC-006', 5, { ...basic, ELASTICSEARCH_CA_CERT: other }],
    ] as const;
    writeFileSync(other, otherAuthority);
    for (const [code, exit, env] of cases) {
      const ended = await table.run({ to: node.url, env });
      expect(ended.problems, ended.stdout + ended.stderr).toMatchObject([{ code }]);
      expect(ended.ending).toBe(exit);
      for (const secret of ['let-me-in-please', apiKey, 'ui2lp2axTNmsyakw9tvNnw'])
        expect((await table.shown()).join('\n')).not.toContain(secret);
    }
    expect(await standing(table)).toEqual([]);
  });

  it('begins anew when its state was deleted', async () => {
    const { table, proxy, basic } = await fresh();
    let deleted: Promise<unknown> | undefined;
    atBulk(proxy, 3, () => {
      deleted = table.reader.done('DELETE', '/headrace-state');
    });
    const ended = await table.sync({ to: proxy.url, env: basic });
    await deleted;
    expect(ended).toMatchObject({ code: 4 });
    expect(ended.problems).toContain('HR-ELASTIC-022');
    expect(await table.sync({ to: proxy.url, env: basic })).toMatchObject({
      ...done,
      report: { mode: 'full' },
    });
    expect(await violations(table)).toEqual([]);
  });

  it('loses nothing when the cluster is killed and started again in mid-load', async () => {
    const { table, proxy, basic } = await fresh();
    let down: Promise<void> | undefined;
    atBulk(proxy, 4, () => {
      down = node.kill().then(() => node.restart());
    });
    const env = { ...basic, ES_MAX_RETRIES: '60', ES_RETRY_MAX_BACKOFF_SECONDS: '1' };
    const ended = await table.sync({ to: proxy.url, env });
    await down;
    expect(ended).toMatchObject({ ...done, report: { read: rows, dead: rows / 400 } });
    expect(await violations(table)).toEqual([]);
  }, 240_000);
});

/** Signs nothing of ours. */
const otherAuthority = readFileSync(new URL('support/other-authority.pem', import.meta.url), 'utf8');
