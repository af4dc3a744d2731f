import { beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { connect } from './connect.ts';
import { compileMapping } from './mapping.ts';
import { type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
import { selectRecords } from './select-records.ts';
import { readShape } from './shape.ts';
import { documentsOf, execute, keysOf, readAll, reasonsOf, textOf } from './testing/tables.ts';

describeWithServers('documents from Postgres', ['postgres'], (servers) => {
  let url = '';
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
  });

  async function read(table: string, options: Partial<PostgresSourceOptions> = {}) {
    const source = await postgresSource({ settings: { url }, table, ...options });
    return { source, records: await readAll(source) };
  }

  it('keep every value as exact as Postgres has it', async () => {
    await execute(
      url,
      `CREATE TYPE mood AS ENUM ('calm', 'wild');
       CREATE TYPE point3 AS (x int, y int, note json);
       CREATE DOMAIN small AS numeric(4, 2);
       CREATE TABLE exact (id bigint PRIMARY KEY, d text, t text, n numeric, s small, f float8, ok boolean, at timestamptz,
         wall timestamp, day date, u uuid, m mood, p point3, tags text[], b bytea, place point, span int4range)`,
      `INSERT INTO exact VALUES (9007199254740993, 'a column called like the alias', E'😀 é "q" \\\\ tab\\t', 12345678901234567890.123456789, 1.50, 0.1, true,
         '2024-02-29 23:59:59.123456+05:30', '2024-02-29 12:00', '2024-02-29', '{00000000-0000-0000-0000-00000000000A}',
         'wild', ROW(1, 2, E'{"a":\\n1}'), '{"x y",NULL}', decode(repeat('00ff', 60), 'hex'), '(1,2)', '[1,5)')`,
    );
    const { source, records } = await read('exact');
    expect(records.map(textOf)).toEqual([
      '{"id":9007199254740993,"d":"a column called like the alias","t":"😀 é \\"q\\" \\\\ tab\\t","n":12345678901234567890.123456789,"s":1.50,"f":0.1,"ok":true,' +
        '"at":"2024-02-29T18:29:59.123456+00:00","wall":"2024-02-29T12:00:00","day":"2024-02-29",' +
        '"u":"00000000-0000-0000-0000-00000000000a","m":"wild","p":{"x":1,"y":2,"note":{"a": 1}},"tags":["x y",null],' +
        `"b":"${Buffer.from('00ff'.repeat(60), 'hex').toString('base64')}","place":"(1,2)","span":"[1,5)"}`,
    ]);
    expect(keysOf(records)).toEqual(['9007199254740993']);
    expect(source.fields.map(({ name, type, list }) => `${name} ${type}${list ? '[]' : ''}`).join(', ')).toBe(
      'id long, d text, t text, n double, s double, f double, ok boolean, at date, wall date, day date, u keyword, m keyword, p object, tags text[], b binary, place keyword, span keyword',
    );
  });

  it('are one line of JSON, whatever somebody wrote into a json column', async () => {
    await execute(
      url,
      'CREATE TABLE raw (id int PRIMARY KEY, j json, jj json[], b jsonb)',
      `INSERT INTO raw VALUES (1, E'{\\r\\n\\t"a":\\n"\\\\u0000\\\\n", "lone": "\\\\ud83d", "a": 2\\n}', ARRAY[E'[\\n1]']::json[], E'{"c.d":\\n3}')`,
    );
    const { records } = await read('raw');
    expect(records.map(textOf)).toEqual([
      '{"id":1,"j":{  \t"a": "\\u0000\\n", "lone": "\\ud83d", "a": 2 },"jj":[[ 1]],"b":{"c.d": 3}}',
    ]);
  });

  it('say NaN and Infinity in words, for the target to refuse', async () => {
    await execute(
      url,
      'CREATE TABLE odd (id int PRIMARY KEY, v real[], f float8, n numeric)',
      `INSERT INTO odd VALUES (1, '{NaN,1.5,-Infinity,0}', 'Infinity', 'NaN'), (2, '{}', '-0', 0), (3, NULL, NULL, NULL)`,
    );
    expect((await read('odd')).records.map(textOf)).toEqual([
      '{"id":1,"v":["NaN",1.5,"-Infinity",0],"f":"Infinity","n":"NaN"}',
      '{"id":2,"v":[],"f":-0,"n":0}',
      '{"id":3,"v":null,"f":null,"n":null}',
    ]);
  });

  it('are mapped as configured', async () => {
    await execute(
      url,
      'CREATE TABLE "Odd Table" (hk text PRIMARY KEY, name text, street text, city text, n0 int, secret text, amount text)',
      `INSERT INTO "Odd Table" VALUES ('k', 'n', 's', 'c', 5, 'x', '12.5')`,
    );
    const mapping = {
      rename: { name: 'title', street: 'road' },
      nest: { address: ['street', 'city'], also: { "it's": 'n0' } },
      drop: ['secret'],
      cast: { amount: 'numeric(10,1)' },
      computed: { t: "upper(name) || '!'", made: "json_build_object('a', ARRAY[1])" },
    };
    const { source, records } = await read('Odd Table', { mapping });
    expect(records.map(textOf)).toEqual([
      `{"hk":"k","title":"n","amount":12.5,"address":{"road":"s","city":"c"},"also":{"it's":5},"t":"N!","made":{"a" : [1]}}`,
    ]);
    expect(source.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'hk text',
      'title text',
      'amount double',
      'address object',
      'also object',
      't text',
      'made object',
    ]);
  });

  it('are made once for each row, in the order of an index, and only where they are sent', async () => {
    await execute(
      url,
      'CREATE TABLE once (id int PRIMARY KEY, a text, b text)',
      'INSERT INTO once SELECT generate_series(1, 20000)',
      'ANALYZE once',
    );
    const client = await connect({ url });
    const shape = await readShape(client, 'once');
    const document = compileMapping({ nest: { n: ['a', 'b'] }, computed: { c: 'upper(a)' } }, shape);
    const selection = { relation: shape.relation, key: 'id', document, version: undefined };
    const select = selectRecords(selection, { where: ['t."id" > 5'], orderBy: ['t."id"'], limit: 10 });
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN VERBOSE ${select}`);
    await client.end();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan.match(/row_to_json/g)).toHaveLength(1);
    expect(plan).toContain('Index Scan');
    expect(plan).not.toMatch(/Sort|Nested Loop|SubPlan/);
  });

  it('compute what is volatile for every row', async () => {
    await execute(url, 'CREATE TABLE dice AS SELECT generate_series(1, 50) AS id');
    const { records } = await read('dice', {
      key: 'id',
      mapping: { drop: ['id'], computed: { r: 'random()' } },
    });
    expect(new Set(records.map(textOf)).size).toBe(50);
  });

  it('are refused before the first row when Postgres refuses the SQL', async () => {
    await execute(url, 'CREATE TABLE plain (id int PRIMARY KEY, a text)');
    const mapping = { cast: { a: 'txt' }, computed: { b: 'uper(a)', c: '1 +' } };
    await expect(read('plain', { mapping })).rejects.toMatchObject({
      exitCode: 2,
      problems: [
        { message: 'Postgres refuses the cast of "a" to txt: type "txt" does not exist.' },
        { message: 'Postgres refuses the computed "b": function uper(text) does not exist.' },
        { message: 'Postgres refuses the computed "c": syntax error at or near ")".' },
      ],
    });
  });

  it.each(['pages', 'copy'] as const)(
    'set aside a row that cannot be mapped, and go on (%s)',
    async (strategy) => {
      await execute(
        url,
        `DROP TABLE IF EXISTS mixed; CREATE TABLE mixed (id int PRIMARY KEY, a text);
       INSERT INTO mixed SELECT i, CASE WHEN i % 100 = 7 THEN 'seven' ELSE i::text END FROM generate_series(1, 250) i`,
      );
      const { records } = await read('mixed', { mapping: { cast: { a: 'int' } }, strategy, pageRows: 100 });
      expect(keysOf(records)).toEqual(Array.from({ length: 250 }, (_, at) => String(at + 1)));
      const bad = records.filter((record) => 'unloadable' in record);
      expect(bad.map(({ key }) => key)).toEqual(['7', '107', '207']);
      expect(new Set(reasonsOf(bad))).toEqual(new Set(['invalid input syntax for type integer: "seven"']));
      expect(bad.map(textOf)[0]).toBe('{"id":7,"a":"seven"}');
      expect(documentsOf(records)[7]).toEqual({ id: 8, a: 8 });
    },
  );

  it('may have as many columns as Postgres allows, more inside of them, and 20 MB', async () => {
    const columns = Array.from({ length: 1599 }, (_, at) => `c${at} int DEFAULT ${at}`);
    await execute(
      url,
      `CREATE TABLE wide (id int PRIMARY KEY, ${columns.join(', ')}); INSERT INTO wide VALUES (1)`,
      `CREATE TABLE deep (id int PRIMARY KEY, j jsonb, big text);
       INSERT INTO deep SELECT 1, jsonb_object_agg('k' || i, i), repeat('x', 20000000) FROM generate_series(1, 2000) i;
       INSERT INTO deep VALUES (2, '{}', 'small')`,
    );
    const [wide] = documentsOf((await read('wide')).records);
    expect(Object.keys(wide ?? {})).toHaveLength(1600);
    expect(wide).toMatchObject({ id: 1, c0: 0, c1598: 1598 });
    const { records } = await read('deep');
    expect(records.map(({ document }) => document.length > 20_000_000)).toEqual([true, false]);
    expect(documentsOf(records)[1]).toEqual({ id: 2, j: {}, big: 'small' });
  });

  it('carry a version, or are set aside', async () => {
    await execute(
      url,
      'CREATE TABLE versions (id int PRIMARY KEY, n bigint, at timestamp, z timestamptz)',
      `INSERT INTO versions VALUES (1, 9007199254740993, '2024-01-01 00:00:00.000001', '2024-01-01 02:00:00.000001+02'), (2, -1, NULL, 'infinity')`,
    );
    const versions = async (version: string): Promise<unknown[]> =>
      (await read('versions', { version })).records.map((record) =>
        'unloadable' in record ? record.unloadable : record.version,
      );
    expect(await versions('n')).toEqual(['9007199254740993', 'its version is negative']);
    expect(await versions('at')).toEqual(['1704067200000001', 'its version is NULL']);
    expect(await versions('z')).toEqual(['1704067200000001', 'its version is an infinite time']);
  });

  it('have the same stamp in every session, and another one when they change', async () => {
    await execute(
      url,
      'CREATE TABLE stamped (id int PRIMARY KEY, at timestamptz, f real, i interval)',
      "INSERT INTO stamped VALUES (1, '2024-01-01+00', 0.1, '1 day 2 hours')",
    );
    const stamp = async (): Promise<unknown> =>
      (await read('stamped')).records.map((record) => ('stamp' in record ? record.stamp : undefined));
    const before = await stamp();
    const name = new URL(url).pathname.slice(1);
    await execute(
      url,
      `ALTER DATABASE ${name} SET timezone = 'Asia/Tokyo'; ALTER DATABASE ${name} SET extra_float_digits = 0;
       ALTER DATABASE ${name} SET intervalstyle = 'iso_8601'; ALTER DATABASE ${name} SET datestyle = 'German'`,
    );
    expect(await stamp()).toEqual(before);
    await execute(url, 'UPDATE stamped SET f = 0.2');
    expect(await stamp()).not.toEqual(before);
    await execute(url, `ALTER DATABASE ${name} RESET ALL`);
  });

  it('come from views and materialized views too', async () => {
    await execute(
      url,
      `CREATE TABLE base (id int PRIMARY KEY, a text); INSERT INTO base VALUES (1, 'x'), (2, 'y');
       CREATE VIEW seen AS SELECT id AS k, upper(a) AS a FROM base;
       CREATE MATERIALIZED VIEW kept AS SELECT * FROM seen`,
    );
    for (const table of ['seen', 'kept', 'public.seen']) {
      const { records } = await read(table, { key: 'k' });
      expect(documentsOf(records)).toEqual([
        { k: 1, a: 'X' },
        { k: 2, a: 'Y' },
      ]);
    }
  });
});
