import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { standing, violations } from './support/oracle.ts';
import { type Ended, SyncedTable, type TableOptions } from './support/synced-table.ts';

describeWithServers('a sync of strange data', ['elasticsearch', 'postgres'], (servers) => {
  let postgres = '';
  let icu = '';
  beforeAll(async () => {
    [postgres, icu] = await Promise.all([
      servers.postgres.freshDatabase(),
      servers.postgres.freshDatabase({ icu: true }),
    ]);
  });

  function table(columns: string, options: Partial<TableOptions> = {}): Promise<SyncedTable> {
    const { url: elasticsearch, freshPrefix } = servers.elasticsearch;
    return SyncedTable.create({ elasticsearch, postgres, prefix: freshPrefix(), columns, ...options });
  }

  /** Both ways of reading; the second has nothing to change. */
  async function bothWays(of: SyncedTable): Promise<Ended> {
    const pages = await of.sync({ read: 'pages' });
    expect(pages.problems).toBe('');
    expect(await violations(of)).toEqual([]);
    const copy = await of.sync({ read: 'copy', full: true });
    expect(copy.problems).toBe('');
    expect(await violations(of)).toEqual([]);
    expect(copy.report).toMatchObject({ read: pages.report?.read, dead: pages.report?.dead });
    return pages;
  }

  it('keys: none, empty, too long, the same twice, and any character', async () => {
    const keys = await table('hk text, n integer');
    await keys.sql(`CREATE INDEX ON $table (hk)`);
    const strange = [
      ...[
        'a',
        'A',
        'ä',
        'Z',
        'z',
        '_',
        '-',
        ' ',
        '  ',
        '0',
        '10',
        '9',
        'a b',
        'a/b',
        'a?b=c&d',
        '%',
        '%2F',
        '..',
      ],
      ...[
        '"',
        "'",
        '\\',
        '\\"',
        '\n',
        'a\tb',
        '\u0001',
        '\u007f',
        '\u2028',
        '\u200d',
        'e\u0301',
        'é',
        '\ufeff',
      ],
      ...[
        '😀',
        '👩‍👩‍👧‍👦',
        '𝒳',
        '\u{10ffff}',
        'ﬀ',
        'İ',
        'ß',
        'ẞ',
        '日本',
        '한',
        'שלום',
        '_id',
        'null',
        'true',
      ],
      ...['x'.repeat(512), 'ü'.repeat(256), '😀'.repeat(128)],
    ];
    const tooLong = ['x'.repeat(513), `y${'ü'.repeat(256)}`, '😀'.repeat(129), ''];
    await keys.sql('INSERT INTO $table SELECT k, row_number() OVER () FROM unnest($1::text[]) AS k', [
      [...strange, ...tooLong],
    ]);
    await keys.sql('INSERT INTO $table VALUES (NULL, 1001), (NULL, 1002), (NULL, NULL)');
    await keys.sql(`INSERT INTO $table SELECT 'twice', i FROM generate_series(1, 3) AS i`);
    const first = await keys.sync();
    expect(first.report).toMatchObject({
      read: strange.length + tooLong.length + 6,
      dead: tooLong.length + 3,
    });
    expect(first.events.some(({ type }) => type === 'load_warning')).toBe(true);
    expect(await standing(keys)).toEqual([]);
    expect(await violations(keys)).toEqual([]);
  });

  describe.each([
    ['by code point', () => postgres, ''],
    ['as ICU does', () => icu, ''],
    ['as its column says (ICU in a database of C)', () => postgres, 'COLLATE "en-x-icu"'],
    ['as its column says (C in a database of ICU)', () => icu, 'COLLATE "C"'],
  ])('ordered %s', (_, database, collation) => {
    it('page by page, one row at a time at the borders', async () => {
      const words = await table(`hk text ${collation} PRIMARY KEY, n integer`, { postgres: database() });
      await words.sql(
        `INSERT INTO $table
         SELECT (ARRAY['a', 'A', 'ä', 'Ä', 'b', '-', '_a', 'é', 'e\u0301', '😀', 'Z', 'z'])[1 + i % 12]
                || repeat(' ', i % 5 / 4) || i / 12, i FROM generate_series(1, 600) AS i`,
      );
      const pages = { POSTGRES_CLIENT_BATCH_SIZE: '7' };
      expect(await words.sync({ read: 'pages', env: pages })).toMatchObject({
        code: 0,
        report: { read: 600 },
      });
      expect(await violations(words)).toEqual([]);
      const killed = await words.run({
        args: ['--read', 'pages', '--full'],
        env: { ...pages, HEADRACE_CRASH_AT: 'load:after-checkpoint:3' },
      });
      expect(killed.ending).toBe('SIGKILL');
      expect(await standing(words)).toEqual([]);
      expect((await words.sync({ read: 'pages', env: pages })).report).toMatchObject({ read: 600 });
      expect(await violations(words)).toEqual([]);
    });
  });

  it('values: numbers, times, texts and what json can hold', async () => {
    const values = await table(
      `hk text PRIMARY KEY, b bigint, i integer, s smallint, n numeric, d double precision, r real, yes boolean, t text,
       j json, jb jsonb, at timestamptz, local timestamp, day date, clock time, span interval, u uuid, ip inet,
       list integer[], texts text[], grid integer[][], money numeric(20, 4), raw xml`,
    );
    const add = (key: string, column: string, sql: string): Promise<unknown> =>
      values.sql(`INSERT INTO $table (hk, ${column}) VALUES ($1, ${sql})`, [key]);
    const cases: readonly (readonly [string, string])[] = [
      ['b', '9223372036854775807'],
      ['b', '-9223372036854775808'],
      ['b', '9007199254740993'],
      ['n', '123456789012345678901234567890.123456789'],
      ['n', '1e300'],
      ['n', `'NaN'`],
      ['n', `'Infinity'`],
      ['n', '0.1'],
      ['n', '-0.000000000000000000000000000001'],
      ['money', '1.10'],
      ['d', `'NaN'`],
      ['d', `'Infinity'`],
      ['d', `'-Infinity'`],
      ['d', `'-0'`],
      ['d', '5e-324'],
      ['d', '1.7976931348623157e308'],
      ['d', '0.1'],
      ['r', '0.1'],
      ['r', `'NaN'`],
      ['r', '3.4028235e38'],
      ['at', `'2026-03-29 02:30:00+02'`],
      ['at', `'2026-10-25 02:30:00.123456 Europe/Berlin'`],
      ['at', `'0001-01-01 00:00:00+00'`],
      ['at', `'4713-01-01 00:00:00+00 BC'`],
      ['at', `'294276-12-31 23:59:59.999999+00'`],
      ['at', `'infinity'`],
      ['local', `'2026-03-29 02:30:00'`],
      ['local', `'-infinity'`],
      ['day', `'2026-02-28'`],
      ['day', `'5874897-12-31'`],
      ['clock', `'24:00:00'`],
      ['span', `'1 year -2 days 03:04:05.678'`],
      ['u', 'gen_random_uuid()'],
      ['ip', `'2001:db8::1/64'`],
      ['list', `'{1,NULL,3}'`],
      ['list', `'{}'`],
      ['texts', `ARRAY['a,b', '"', NULL, '']`],
      ['grid', `'{{1,2},{3,4}}'`],
      ['raw', `'<a b="c">&amp;</a>'`],
      ['t', `''`],
      ['t', `E'tab\\t line\\n return\\r quote" back\\\\ slash/ bell\\x07 del\\x7f'`],
      ['t', `U&'\\2028\\2029\\FEFF\\FFFF'`],
      ['t', `'😀👩‍👩‍👧‍👦𝒳' || chr(1114111)`],
      ['t', `repeat('x', 40000)`],
      ['t', `'{"index":{"_id":"other"}}' || chr(10) || '{"hk":"other"}'`],
      ['j', `'{"nul": "a\\u0000b", "half": "\\ud83d", "turned": "\\ude00\\ud83d"}'`],
      ['j', `'{"a" : 1,\n "b" :\r\n [ 1 , 2 ] }'`],
      ['j', `'{"same": 1, "same": 2}'`],
      ['j', `'12345678901234567890123'`],
      ['j', `'"text"'`],
      ['j', `'[1, "two", {"three": [3]}, null]'`],
      ['j', `'null'`],
      ['jb', `'{"a.b": 1, "a..b": 2, ".": 3, "..": 4, ".a": 5, "a.": 6, "": 7, " ": 8, "a": {"b": 9}}'`],
      ['jb', `'{"a": 1, "a.b": 2}'`],
      ['jb', `'{"_id": 1, "_source": 2, "_headrace": {"b": 1}}'`],
      ['jb', `'{"n": 1e400}'`],
      ['jb', `'1'`],
      ['jb', `(SELECT jsonb_object_agg('key ' || i, i) FROM generate_series(1, 2000) AS i)`],
      ['jb', `(repeat('[', 400) || repeat(']', 400))::jsonb`],
      ['jb', `(repeat('{"a":', 60) || '1' || repeat('}', 60))::jsonb`],
    ];
    for (const [n, [column, sql]] of cases.entries())
      await add(`${n} ${column} ${sql}`.slice(0, 100), column, sql);
    await values.sql(`INSERT INTO $table (hk) VALUES ('nothing')`);
    const ended = await bothWays(values);
    expect(ended.report).toMatchObject({ read: cases.length + 1 });
    const reasons = ended.events.flatMap((event) =>
      event.type === 'dead_letter' ? [`${event.key}: ${event.reason}`] : [],
    );
    if (process.env.HEADRACE_SHOW) writeFileSync(process.env.HEADRACE_SHOW, `${reasons.join('\n')}\n`);
    expect(ended.report?.stored).toBeGreaterThan(cases.length / 2);
  });

  it('vectors: zero, infinite, none, too long, too short', async () => {
    const vectors = await table('hk text PRIMARY KEY, embedding real[], note text');
    await vectors.sql(
      `INSERT INTO $table SELECT 'fine ' || i, ARRAY[i, -i, 0.1]::real[], 'note' FROM generate_series(1, 50) AS i`,
    );
    const bad = [
      '{0,0,0}',
      '{NaN,1,1}',
      '{1,Infinity,1}',
      '{1,2}',
      '{1,2,3,4}',
      '{}',
      '{1,NULL,3}',
      '{{1,2,3}}',
    ];
    for (const text of bad)
      await vectors.sql('INSERT INTO $table VALUES ($1, $2::real[])', [`bad ${text}`, text]);
    await vectors.sql(
      `INSERT INTO $table VALUES ('none', NULL), ('tiny', '{1e-45,0,0}'), ('huge', '{3e38,3e38,0}')`,
    );
    const ended = await vectors.sync({ env: { EMBEDDING_DIMENSIONS: '3' } });
    expect(ended).toMatchObject({ code: 3, problems: '' });
    const given = ended.events.flatMap((event) => (event.type === 'dead_letter' ? [event.key] : []));
    for (const text of ['{0,0,0}', '{NaN,1,1}', '{1,Infinity,1}', '{1,2}', '{1,2,3,4}', '{1,NULL,3}'])
      expect(given).toContain(`bad ${text}`);
    for (const key of ['none', 'fine 1']) expect(given).not.toContain(key);
    expect(await violations(vectors)).toEqual([]);
  });

  it('a document of 20 MB among small ones', async () => {
    const large = await table('hk text PRIMARY KEY, t text, j json');
    await large.sql(`INSERT INTO $table SELECT 'k' || i, 'small' FROM generate_series(1, 200) AS i`);
    await large.sql(
      `INSERT INTO $table SELECT 'k100 large', string_agg(md5(i::text), ' ') FROM generate_series(1, 620000) AS i`,
    );
    await large.sql(
      `INSERT INTO $table SELECT 'k150 large', NULL, json_build_object('t', repeat('😀 ', 2000000))`,
    );
    const ended = await large.sync();
    expect(ended).toMatchObject({ problems: '', report: { read: 202 } });
    expect(await violations(large)).toEqual([]);
  });

  it('as many columns as Postgres can have', async () => {
    const names = Array.from({ length: 1598 }, (_, n) => `c${n}`);
    const wide = await table(
      `hk text PRIMARY KEY, ${names.map((name, n) => `${name} ${n % 2 ? 'smallint' : 'text'}`).join(', ')}`,
    );
    for (const [key, sql] of [
      ['full', names.map((_, n) => (n % 2 ? String(n) : `'t'`))],
      ['empty', names.map(() => 'NULL')],
    ] as const)
      await wide.sql(`INSERT INTO $table VALUES ('${key}', ${sql.join(', ')})`);
    const ended = await wide.sync();
    expect(ended).toMatchObject({ code: 0, problems: '', report: { stored: 2 } });
    expect(await violations(wide)).toEqual([]);
  });

  it('keys that are numbers, uuids or times', async () => {
    for (const [keyType, sql] of [
      ['bigint', '(i - 50) * 184467440737095516'],
      ['uuid', 'gen_random_uuid()'],
      ['timestamptz', `timestamptz '2026-03-29 00:00Z' + i * interval '7 minutes 0.000001 seconds'`],
      ['numeric', 'i / 7.0'],
    ] as const) {
      const typed = await table(`hk ${keyType} PRIMARY KEY, n integer`, { keyType });
      await typed.sql(`INSERT INTO $table SELECT ${sql}, i FROM generate_series(1, 99) AS i`);
      const pages = { POSTGRES_CLIENT_BATCH_SIZE: '10' };
      expect(await typed.sync({ read: 'pages', env: pages })).toMatchObject({
        code: 0,
        report: { read: 99 },
      });
      expect(await violations(typed)).toEqual([]);
    }
  });
});
