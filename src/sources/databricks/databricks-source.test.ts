import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../databricks/index.ts';
import type { SourceRecord } from '../../load/index.ts';
import { noMapping } from '../duckdb/layout.ts';
import type { DatabricksSource } from './databricks-source.ts';
import { readDatabricksPin } from './pin.ts';
import { open, orders, startLake } from './testing/lake.ts';

async function readAll(source: DatabricksSource, after?: string): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  const { signal } = new AbortController();
  for (const range of await source.ranges(signal)) {
    for await (const some of source.read(range, after, signal)) records.push(...some);
  }
  return records;
}

function keysOf(records: readonly SourceRecord[]): (string | undefined)[] {
  return records.map(({ key }) => key);
}

const usual =
  "SELECT CAST(`id` AS STRING) AS k, CAST(NULL AS STRING) AS v, to_json(named_struct('id', `id`, 'total', `total`), map(" +
  "'ignoreNullFields', 'false', 'timeZone', 'UTC', 'dateFormat', 'yyyy-MM-dd', " +
  "'timestampFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSSXXX', 'timestampNTZFormat', 'yyyy-MM-dd\\'T\\'HH:mm:ss.SSSSSS')) AS d " +
  'FROM `main`.`shop`.`orders` VERSION AS OF 7 ORDER BY k NULLS FIRST, v NULLS FIRST, d';

describe('a table of a workspace', () => {
  it('is read in its order, in parts, at the version that it has', async () => {
    const lake = await startLake({ rows: orders(1050) });
    const source = await open(lake);
    const records = await readAll(source);
    expect(keysOf(records)).toEqual(orders(1050).map(([key]) => key));
    expect(records[41]).toMatchObject({ key: 'o00042', position: '41' });
    expect(Buffer.from(records[41]?.document ?? []).toString()).toBe('{"id":"o00042","total":41}');
    expect(source.fields).toEqual([
      { name: 'id', type: 'text', list: false },
      { name: 'total', type: 'long', list: false },
    ]);
    expect(lake.statements).toEqual([
      'DESCRIBE HISTORY `main`.`shop`.`orders` LIMIT 1',
      'SELECT * FROM `main`.`shop`.`orders` LIMIT 0',
      usual,
    ]);
    expect(source.pin).toMatchObject({ kind: 'databricks', host: lake.fake.host, version: '7' });
    expect(readDatabricksPin(JSON.parse(JSON.stringify(source.pin)))).toEqual(source.pin);
  });

  it('may be empty', async () => {
    expect(await readAll(await open(await startLake({ rows: [] })))).toEqual([]);
  });

  it('hands on records without a key, and versions', async () => {
    const rows = [
      [null, null, '{}'],
      ['', null, '{}'],
      ['k'.repeat(513), null, '{}'],
      ['a', '17', '{"id":"a"}'],
    ] as const;
    const [none, empty, long, good] = await readAll(await open(await startLake({ rows })));
    expect(none).toMatchObject({ key: undefined, unloadable: 'it has no key (NULL)' });
    expect(empty).toMatchObject({ key: undefined, unloadable: 'its key is empty' });
    expect(long).toMatchObject({ unloadable: 'its key has 513 bytes; 512 are allowed' });
    expect(good).toMatchObject({ key: 'a', version: '17', position: '3' });
  });

  it('gives the stamps that DuckDB gives', async () => {
    const [record] = await readAll(await open(await startLake({ rows: [['é', null, '{"a":"😀"}']] })));
    const { openDatabase, rows } = await import('../../duckdb/index.ts');
    const database = await openDatabase();
    const [stamp] = await rows(
      await database.connect(),
      `SELECT (md5_number_lower('é') & 65535)::INT AS b, (h >> 32)::BIGINT AS h, (h & 4294967295)::BIGINT AS l
       FROM (SELECT md5_number_lower('{"a":"😀"}') AS h)`,
    );
    database.close();
    expect(record).toHaveProperty('stamp', `{"b":${stamp?.b},"h":${stamp?.h},"l":${stamp?.l}}`);
  });

  it('is mapped by the workspace, in its SQL', async () => {
    const lake = await startLake({
      rows: orders(1),
      columns: [
        ['id', 'INT'],
        ["it's", 'string'],
        ['at', 'TIMESTAMP'],
      ],
    });
    const map = {
      ...noMapping,
      rename: { ID: 'key' },
      cast: { id: 'decimal(10,2)' },
      nest: { where: { 'a`b': 'at' } },
      computed: { vector: 'transform(x, y -> cast(y AS FLOAT))' },
    };
    const source = await open(lake, { map, version: 'AT' });
    expect(source.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...['key vector', "it's text", 'where object', 'vector text'],
    ]);
    expect(lake.statements.at(-1)).toContain(
      'SELECT CAST(`id` AS STRING) AS k, CAST(CASE WHEN unix_micros(`at`) < 0 THEN 0 ELSE unix_micros(`at`) END AS STRING) AS v, ' +
        "to_json(named_struct('key', CAST(`id` AS decimal(10,2)), 'it\\'s', `it's`, 'vector', (transform(x, y -> cast(y AS FLOAT))\n), " +
        "'where', named_struct('a`b', `at`)), map(",
    );
  });

  it('is not touched by a dry run', async () => {
    const lake = await startLake({ rows: orders(5) });
    const source = await open(lake, { dryRun: true });
    expect(source.pin.statement).toBeNull();
    expect(lake.statements.filter((sql) => sql.includes('to_json'))).toEqual([]);
  });

  it.each([
    ['a key that it does not have', { key: 'ident' }, 'HR-LOADSOURCE-009'],
    ['a version that cannot be one', { version: 'id' }, 'HR-LOADSOURCE-010'],
    ['a mapping that does not fit', { map: { ...noMapping, drop: ['nothing'] } }, 'HR-LOADSOURCE-009'],
  ])('is refused with %s', async (_name, options, code) => {
    await expect(open(await startLake({ rows: [] }), options)).rejects.toThrow(code);
  });

  it('is refused when the workspace cannot read it, in its words', async () => {
    const error = { code: 'BAD_REQUEST', message: '[TABLE_OR_VIEW_NOT_FOUND] The table cannot be found.' };
    const lake = await startLake({
      rows: [],
      first: ({ statement }) => (/\*/.test(statement) ? { error } : undefined),
    });
    await expect(open(lake)).rejects.toThrow(/HR-DATABRICKS-030.*TABLE_OR_VIEW_NOT_FOUND/);
  });
});

describe('a volume of a workspace', () => {
  it.each([
    [
      { '/Volumes/main/shop/files/orders/_delta_log/00.json': '{}' },
      'delta.`/Volumes/main/shop/files/orders` VERSION AS OF 7',
    ],
    [{ '/Volumes/main/shop/files/orders/1.parquet': '' }, 'parquet.`/Volumes/main/shop/files/orders`'],
  ])('is read as what lies in it %#', async (files, relation) => {
    const lake = await startLake({ rows: orders(3), files });
    const source = await open(lake, { sourceTable: '/Volumes/main/shop/files/orders' });
    expect(await readAll(source)).toHaveLength(3);
    expect(lake.statements.at(-1)).toContain(` FROM ${relation} ORDER BY`);
  });
});

describe('links to results', () => {
  it('are refetched when they have expired, and get no token', async () => {
    let refused = 0;
    const lake = await startLake({
      rows: orders(300),
      fault: ({ path, headers }) => {
        if (!path.startsWith('/fake-storage/')) return undefined;
        expect(headers).not.toHaveProperty('authorization');
        refused += 1;
        const body = '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';
        return refused % 2 === 1 ? { kind: 'answer', status: 403, body } : undefined;
      },
    });
    expect(await readAll(await open(lake))).toHaveLength(300);
    expect(refused).toBeGreaterThanOrEqual(4);
  });

  it('that never work are told of, but not shown', async () => {
    const lake = await startLake({
      rows: orders(3),
      fault: ({ path }) => (path.startsWith('/fake-storage/') ? { kind: 'refuse' } : undefined),
    });
    const workspace = createWorkspace({
      host: lake.fake.host,
      credentials: { kind: 'token', token: 'fake-token', from: 'DATABRICKS_TOKEN' },
      clock: { now: Date.now, sleep: async () => {} },
    });
    const failure = readAll(await open({ workspace }));
    await expect(failure).rejects.toThrow(/HR-DATABRICKS-033: .*from 127\.0\.0\.1:\d+,.*tried 6 times/);
    await expect(failure).rejects.not.toThrow(/Signature/);
  });
});

describe('a result that is not whole is never taken for one:', () => {
  const text = ['k', 'v', 'd'].map((name) => ({ name, type: 'STRING' }));
  it('it was cut off by the workspace', async () => {
    const first = ({ statement }: { statement: string }) =>
      /to_json/.test(statement) ? { columns: text, chunks: [], truncated: true } : undefined;
    const source = await open(await startLake({ rows: [], first }));
    await expect(readAll(source)).rejects.toThrow('HR-DATABRICKS-031');
  });

  it('a part has fewer rows than it says', async () => {
    const { arrowStream } = await import('./testing/arrow-writer.ts');
    const first = ({ statement }: { statement: string }) =>
      /to_json/.test(statement)
        ? { columns: text, chunks: [{ arrow: arrowStream([orders(2)]), rowCount: 3 }] }
        : undefined;
    const source = await open(await startLake({ rows: [], first }));
    await expect(readAll(source)).rejects.toThrow(/HR-DATABRICKS-034: .*a part of 3 rows has 2/);
  });

  it('a part is something else', async () => {
    const first = ({ statement }: { statement: string }) =>
      /to_json/.test(statement)
        ? { columns: text, chunks: [{ arrow: Uint8Array.from(Buffer.from('hello world')), rowCount: 3 }] }
        : undefined;
    const source = await open(await startLake({ rows: [], first }));
    await expect(readAll(source)).rejects.toThrow(/HR-DATABRICKS-034: .*no Arrow stream/);
  });
});

describe('an interrupted load', () => {
  const rows = orders(1000);

  it('goes on after any row, and fetches only what is left', async () => {
    const lake = await startLake({ rows });
    const { pin } = await open(lake);
    const again = await open(lake, { pinned: pin });
    const before = lake.fake.requests.length;
    expect(keysOf(await readAll(again, '849'))).toEqual(rows.slice(850).map(([key]) => key));
    expect(again.pin).toEqual(pin);
    const fetched = lake.fake.requests.slice(before).filter(({ path }) => path.startsWith('/fake-storage/'));
    expect(fetched).toHaveLength(2);
    expect(lake.statements.filter((sql) => sql.includes('to_json'))).toHaveLength(1);
    expect(await readAll(again, '999')).toEqual([]);
  });

  it('reads the same version again, when the result is gone', async () => {
    const lake = await startLake({ rows });
    const { pin } = await open(lake);
    const source = await open(lake, { pinned: { ...pin, statement: 'gone', version: '5' } });
    expect(keysOf(await readAll(source, '849'))).toEqual(rows.slice(850).map(([key]) => key));
    expect(lake.statements.at(-1)).toContain('VERSION AS OF 5 ORDER BY');
  });

  it('does so also while it is read', async () => {
    let gone = false;
    const lake = await startLake({
      rows,
      fault: ({ path }) => {
        if (gone || !/\/result\/chunks\/5$/.test(path)) return undefined;
        gone = true;
        const body = '{"error_code":"NOT_FOUND","message":"The statement was not found."}';
        return { kind: 'answer', status: 404, body, headers: { 'content-type': 'application/json' } };
      },
    });
    expect(keysOf(await readAll(await open(lake)))).toEqual(rows.map(([key]) => key));
    expect(lake.statements.filter((sql) => sql.includes('to_json'))).toHaveLength(2);
  });

  it('begins anew when there is nothing left of a table without versions', async () => {
    const lake = await startLake({ rows, tableType: 'MATERIALIZED_VIEW' });
    const { pin } = await open(lake);
    expect(pin.version).toBeNull();
    expect(lake.statements.at(-1)).toContain('FROM `main`.`shop`.`orders` ORDER BY');
    expect(await readAll(await open(lake, { pinned: pin }), '900')).toHaveLength(99);
    await expect(open(lake, { pinned: { ...pin, statement: 'gone' } })).rejects.toThrow(
      /HR-LOADSOURCE-006: .*does not keep its result/,
    );
    await expect(open(lake, { pinned: { ...pin, host: 'https://other.net' } })).rejects.toThrow(
      /HR-LOADSOURCE-006: .*https:\/\/other\.net/,
    );
  });

  it('ends at once when it is told to', async () => {
    const lake = await startLake({ rows, latencyMs: 5 });
    const source = await open(lake);
    const stop = new AbortController();
    const [range] = await source.ranges(stop.signal);
    const reading = (async () => {
      for await (const _ of source.read(range ?? { id: '', bounds: {} }, undefined, stop.signal))
        stop.abort(new Error('stop'));
    })();
    await expect(reading).rejects.toThrow('stop');
  });
});

describe('the SQL warehouse', () => {
  const warehouses = [
    { id: 'w1', name: 'small' },
    { id: 'w2', name: 'large' },
  ];

  it('is the one that is named, or has to be', async () => {
    const lake = await startLake({ rows: orders(1), warehouses });
    await expect(open(lake)).rejects.toThrow(/HR-DATABRICKS-032: .*several SQL warehouses/);
    expect(await readAll(await open(lake, { warehouseId: 'w2' }))).toHaveLength(1);
  });
});
