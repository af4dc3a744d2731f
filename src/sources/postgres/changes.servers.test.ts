import pg from 'pg';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
import { execute, forever, keysOf, readAll, readRest } from './testing/tables.ts';

describeWithServers('what changed in Postgres', ['postgres'], (servers) => {
  let url = '';
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
  });

  const open = (table: string, options: Partial<PostgresSourceOptions> = {}) =>
    postgresSource({ settings: { url }, table, key: 'k', updatedAt: 'u', pageRows: 3, ...options });

  it('is read in the order of time and key, across pages of one time', async () => {
    await execute(
      url,
      `CREATE TABLE same (k text PRIMARY KEY, u timestamptz);
       INSERT INTO same SELECT 'k' || lpad(i::text, 2, '0'), '2024-01-01 00:00:00.123456+00'::timestamptz + (i / 8) * interval '1 microsecond' FROM generate_series(0, 39) i`,
    );
    const source = await open('same', {
      since: { from: '2024-01-01 00:01:00.123457+00', overlapMs: 60_000 },
    });
    const expected = Array.from({ length: 32 }, (_, at) => `k${String(at + 8).padStart(2, '0')}`);
    const records = await readAll(source);
    expect(keysOf(records)).toEqual(expected);
    const [range] = await source.ranges(forever);
    for (const at of [0, 7, 8, 12, 31])
      expect(keysOf(range ? await readRest(source, range, records[at]?.position) : [])).toEqual(
        expected.slice(at + 1),
      );
    expect(await source.estimate()).toMatchObject({ rows: 32 });
  });

  it('includes rows without a time or a key, each in a range of its own', async () => {
    await execute(
      url,
      `CREATE TABLE holes (k text UNIQUE, u timestamptz);
       INSERT INTO holes VALUES ('new', now()), ('old', '2000-01-01'), ('null', NULL), ('never', 'infinity'), ('future', now() + interval '1 day'),
         (NULL, now()), (NULL, '2000-01-01'), (NULL, NULL)`,
    );
    const since = { from: '2024-01-01+00' };
    expect(keysOf(await readAll(await open('holes', { since })))).toEqual([
      'new',
      'never',
      'null',
      undefined,
      undefined,
    ]);
    expect(keysOf(await readAll(await open('holes', { since: { ...since, undated: false } })))).toEqual([
      'new',
      undefined,
      undefined,
    ]);
    // A first sync reads everything.
    expect(await readAll(await open('holes'))).toHaveLength(8);
  });

  it('is complete though a transaction commits late', async () => {
    await execute(url, 'CREATE TABLE late (k int PRIMARY KEY, u timestamptz DEFAULT now())');
    const slow = new pg.Client({ connectionString: url });
    await slow.connect();
    onTestFinished(() => slow.end());
    await slow.query('BEGIN');
    await slow.query('INSERT INTO late VALUES (1)');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await execute(url, 'INSERT INTO late VALUES (2)');
    const first = await open('late');
    const mark = await first.mark();
    expect(keysOf(await readAll(first))).toEqual(['2']);
    await slow.query('COMMIT');
    await execute(url, 'INSERT INTO late VALUES (3)');
    const second = await open('late', { since: { from: mark.next, overlapMs: 0 } });
    expect(keysOf(await readAll(second))).toEqual(['1', '2', '3']);
    const quiet = await open('late', { since: { from: (await second.mark()).next, overlapMs: 0 } });
    expect(await readAll(quiet)).toEqual([]);
  });

  it.each([
    ['Asia/Tokyo', "now() AT TIME ZONE 'Asia/Tokyo'"],
    ['Asia/Tokyo', "now() AT TIME ZONE 'UTC'"],
    ['America/New_York', "now() AT TIME ZONE 'America/New_York'"],
    ['America/New_York', "now() AT TIME ZONE 'UTC'"],
    ['UTC', "now() AT TIME ZONE 'UTC'"],
  ])('is complete with times without a zone, on a server in %s that writes %s', async (zone, time) => {
    const database = await servers.postgres.freshDatabase();
    await execute(database, `ALTER DATABASE ${new URL(database).pathname.slice(1)} SET timezone = '${zone}'`);
    await execute(
      database,
      `CREATE TABLE wall (k int PRIMARY KEY, u timestamp); INSERT INTO wall VALUES (1, ${time})`,
    );
    const { next } = await (await open('wall', { settings: { url: database } })).mark();
    await execute(database, `INSERT INTO wall VALUES (2, ${time})`);
    const since = { from: next, overlapMs: 0 };
    expect(keysOf(await readAll(await open('wall', { settings: { url: database }, since })))).toContain('2');
  });
});
