import { beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import type { Problem } from '../../kernel/index.ts';
import { type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
import { execute, forever, keysOf, readAll, readRest, reasonsOf } from './testing/tables.ts';

const words = `SELECT DISTINCT w || x FROM unnest(ARRAY['a', 'A', 'ä', 'Ä', 'e', 'é', 'É', 'z', 'Z', '_', '-', ' ', '😀', 'ß', 'ss']) w,
  unnest(ARRAY['', 'a', 'A', 'ä', 'b', '1', '-', '😀']) x`;

describeWithServers('the order of Postgres', ['postgres'], (servers) => {
  let url = '';
  let icuUrl = '';
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
    icuUrl = await servers.postgres.freshDatabase({ icu: true });
  });

  async function open(options: Partial<PostgresSourceOptions> & { readonly table: string }) {
    const warnings: Problem[] = [];
    const onWarning = (problem: Problem): unknown => warnings.push(problem);
    const source = await postgresSource({ settings: { url }, pageRows: 7, onWarning, ...options });
    return { source, warnings };
  }

  it.each(['C', 'icu'])(
    'is followed through keys of any case and accent, each exactly once (%s)',
    async (order) => {
      const where = order === 'icu' ? icuUrl : url;
      await execute(where, 'CREATE TABLE words (w text PRIMARY KEY)', `INSERT INTO words ${words}`);
      const expected = (await execute(where, 'SELECT w FROM words ORDER BY w')).flat();
      const { source, warnings } = await open({ settings: { url: where }, table: 'words' });
      const records = await readAll(source);
      expect(keysOf(records)).toEqual(expected);
      expect(warnings).toEqual([]);
      const [range] = await source.ranges(forever);
      for (const at of [0, 6, 50, records.length - 1]) {
        const rest = range && (await readRest(source, range, records[at]?.position));
        expect(keysOf(rest ?? [])).toEqual(expected.slice(at + 1));
      }
    },
  );

  it('is that of the index, not of the column', async () => {
    await execute(icuUrl, `CREATE TABLE by_index (w text); INSERT INTO by_index ${words}`);
    await execute(icuUrl, 'CREATE UNIQUE INDEX ON by_index (w COLLATE "C")', 'ANALYZE by_index');
    const { source } = await open({ settings: { url: icuUrl }, table: 'by_index', key: 'w' });
    expect(source.key).toMatchObject({ unique: true, collation: 'pg_catalog."C"' });
    const expected = await execute(icuUrl, 'SELECT w FROM by_index ORDER BY w COLLATE "C"');
    // The column may be null, so there is a second range, which is empty.
    expect(keysOf(await readAll(source))).toEqual(expected.flat());
  });

  it.each([
    ['int', 'i - 20'],
    ['bigint', 'i * 9007199254740993'],
    ['numeric', 'i / 7.0'],
    ['uuid', 'md5(i::text)::uuid'],
    ['timestamptz', "'2024-01-01+00'::timestamptz + i * interval '1 microsecond'"],
    ['date', "'2024-01-01'::date + i"],
    ['char(5)', 'i::text'],
    ['varchar(8)', "repeat('é', 5) || i"],
    ['bytea', "decode(lpad(to_hex(i), 4, '0'), 'hex')"],
    ['float8', 'i / 7.0'],
  ])('is followed through keys of type %s', async (type, value) => {
    await execute(url, `DROP TABLE IF EXISTS typed; CREATE TABLE typed (k ${type} PRIMARY KEY)`);
    await execute(url, `INSERT INTO typed SELECT ${value} FROM generate_series(1, 40) i`);
    const expected = (await execute(url, 'SELECT k::text FROM typed ORDER BY typed.k')).flat();
    // As another client of the server prints them, which need not be how ours does.
    const keys = keysOf(await readAll((await open({ table: 'typed' })).source));
    expect(new Set(keys).size).toBe(40);
    if (!type.startsWith('timestamp')) expect(keys).toEqual(expected);
  });

  it('takes keys with anything in them', async () => {
    await execute(url, `CREATE TABLE strange (k text PRIMARY KEY)`);
    await execute(
      url,
      `INSERT INTO strange VALUES (E'a\\nb'), (E'\\x01'), (E'\\x02'), (E'\\\\.'), (E'''"'), (E'\\r\\t\\\\n'), ('\\N'), ('$1'), ('')`,
    );
    const records = await readAll((await open({ table: 'strange', pageRows: 1 })).source);
    expect(new Set(keysOf(records))).toEqual(
      new Set(['a\nb', '\u0001', '\u0002', '\\.', `'"`, '\r\t\\n', '\\N', '$1', '']),
    );
    expect(reasonsOf(records).filter((reason) => reason !== undefined)).toEqual(['its key is empty']);
  });

  it('goes on behind an empty key, unique or not', async () => {
    await execute(
      url,
      "CREATE TABLE hollow (k text); INSERT INTO hollow VALUES (''), (''), ('a'), ('a'), ('b')",
    );
    const { source } = await open({ table: 'hollow', key: 'k', pageRows: 1 });
    expect(keysOf(await readAll(source))).toEqual(['', '', 'a', 'a', 'b']);
  });

  it('sets aside keys that are NULL or too long', async () => {
    await execute(
      url,
      `CREATE TABLE faulty (k text, n int);
       INSERT INTO faulty SELECT CASE WHEN i % 2 = 0 THEN NULL ELSE repeat('é', 253 + i) END, i FROM generate_series(1, 6) i`,
    );
    for (const strategy of ['pages', 'copy'] as const) {
      const { source } = await open({ table: 'faulty', key: 'k', strategy, pageRows: 2 });
      const records = await readAll(source);
      expect(reasonsOf(records)).toEqual([
        undefined,
        undefined,
        'its key has 516 bytes, more than 512',
        'its key is NULL',
        'its key is NULL',
        'its key is NULL',
      ]);
      const keyless = (await source.ranges(forever)).at(-1);
      expect(keyless && (await readRest(source, keyless, records[3]?.position))).toHaveLength(2);
    }
  });

  it('warns of keys that are not unique, and loses no row at the end of a page', async () => {
    await execute(
      url,
      `CREATE TABLE doubled (k text, n int); CREATE INDEX ON doubled (k);
       INSERT INTO doubled SELECT 'k' || lpad((i / 5)::text, 3, '0'), i FROM generate_series(0, 99) i ORDER BY random()`,
    );
    const { source, warnings } = await open({ table: 'doubled', key: 'k' });
    expect(warnings.map(({ code }) => code)).toEqual(['HR-POSTGRES-015']);
    const records = await readAll(source);
    expect(new Set(records.map(({ document }) => document.toString())).size).toBe(100);
    expect(records).toHaveLength(100);
    const [range] = await source.ranges(forever);
    // Whatever was settled, its position never leads behind a row of the same key.
    for (const at of [0, 3, 4, 5, 41, 98]) {
      const rest = range ? await readRest(source, range, records[at]?.position) : [];
      const wanted = records.slice(at + 1).map(({ document }) => document.toString());
      const got = new Set(rest.map(({ document }) => document.toString()));
      expect(wanted.filter((one) => !got.has(one))).toEqual([]);
      expect(rest.length - wanted.length).toBeLessThan(5);
    }
  });

  it('keeps rows together that only its own order finds equal', async () => {
    await execute(
      url,
      `CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
       CREATE TABLE loose (k text COLLATE loose, n int);
       INSERT INTO loose SELECT CASE WHEN i % 2 = 0 THEN 'key' ELSE 'KEY' END || i / 4, i FROM generate_series(0, 39) i`,
    );
    for (const pageRows of [1, 2, 3, 7]) {
      const records = await readAll((await open({ table: 'loose', key: 'k', pageRows })).source);
      expect(new Set(records.map(({ document }) => document.toString())).size).toBe(40);
      expect(records).toHaveLength(40);
    }
  });

  it('gives rows that nobody touches exactly once, while others come, go and change', async () => {
    // More than may be read ahead, so that there is something to change.
    await execute(
      url,
      "CREATE TABLE busy (k int PRIMARY KEY, n int, s text); INSERT INTO busy SELECT i * 10, 0, repeat('x', 5000) FROM generate_series(1, 4000) i",
    );
    const { source } = await open({ table: 'busy', pageRows: 100 });
    const [range] = await source.ranges(forever);
    const keys: (string | undefined)[] = [];
    let disturbances = 0;
    if (range === undefined) throw new Error('no range');
    for await (const batch of source.read(range, undefined, forever)) {
      keys.push(...keysOf(batch));
      const at = Number(keys.at(-1));
      if (keys.length < disturbances * 500) continue;
      disturbances++;
      await execute(
        url,
        `INSERT INTO busy VALUES (${at - 5}, 1, 'behind'), (${at + 30005}, 1, 'ahead')`,
        `DELETE FROM busy WHERE k % 70 = 0 AND k > ${at} AND k < ${at} + 35000`,
        'UPDATE busy SET n = n + 1',
      );
    }
    const untouched = Array.from({ length: 4000 }, (_, i) => (i + 1) * 10).filter((k) => k % 70 !== 0);
    expect(new Set(keys).size).toBe(keys.length);
    expect(untouched.filter((k) => !keys.includes(String(k)))).toEqual([]);
    expect(keys.filter((k) => Number(k) % 10 !== 0).length).toBeGreaterThan(0);
  });

  it('is cut into ranges for a first load, which together are the table', async () => {
    await execute(
      url,
      `CREATE TABLE large (k text COLLATE "C" PRIMARY KEY, fill text);
       ALTER TABLE large ALTER fill SET STORAGE PLAIN;
       INSERT INTO large SELECT md5(i::text), repeat('x', 900) FROM generate_series(1, 60000) i`,
      'ANALYZE large',
    );
    const { source } = await open({ table: 'large', strategy: 'copy', ranges: 3 });
    const ranges = await source.ranges(forever);
    expect(ranges.map(({ id }) => id)).toEqual(['keys-1', 'keys-2', 'keys-3']);
    const parts = await Promise.all(ranges.map((range) => readRest(source, range)));
    expect(parts.map((part) => part.length > 15_000 && part.length < 25_000)).toEqual([true, true, true]);
    const keys = keysOf(parts.flat());
    expect(keys).toEqual((await execute(url, 'SELECT k FROM large ORDER BY k')).flat());
    expect(await source.estimate()).toEqual({ rows: 60_000, exact: false });
  }, 60_000);

  it('is nothing in an empty table', async () => {
    await execute(url, 'CREATE TABLE nothing (k text PRIMARY KEY)');
    for (const strategy of ['pages', 'copy'] as const) {
      const { source } = await open({ table: 'nothing', strategy });
      expect(await readAll(source)).toEqual([]);
      expect(await source.estimate()).toEqual({ rows: 0, exact: true });
      expect(await source.countAll()).toBe(0);
    }
  });

  it('says what is wrong with a table, a key or a column', async () => {
    await execute(url, 'CREATE TABLE pair (a int, b int, p point, PRIMARY KEY (a, b))');
    const failing = async (options: Parameters<typeof open>[0]): Promise<unknown> =>
      open(options).then(
        () => 'opened',
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
    expect(await failing({ table: 'pairs' })).toMatch(/no table or view "pairs" in .* Did you mean "pair"\?/);
    expect(await failing({ table: 'pair' })).toMatch(
      /primary key of "public.pair" has 2 columns \(a and b\)/,
    );
    expect(await failing({ table: 'pair', key: 'c' })).toMatch(
      /names column "c", which "public.pair" does not have/,
    );
    expect(await failing({ table: 'pair', key: 'p' })).toMatch(/"p" is point; as key it must be/);
    expect(await failing({ table: 'pair', key: 'a', updatedAt: 'b' })).toMatch(
      /as updated_at it must be a timestamp/,
    );
    expect(await failing({ table: 'pair', key: 'a', version: 'p' })).toMatch(
      /as version it must be a whole number/,
    );
  });
});
