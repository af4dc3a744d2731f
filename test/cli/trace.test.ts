import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { stations, traced, whyStopped } from '../../src/tracing/testing/traced.ts';
import { type CliResult, headrace, temporaryFolder } from './run-cli.ts';

/** Orders come as CSV, are checked, kept once per e-mail, joined with customers, and indexed under a computed key. */
const project = {
  'config.yml': `
tables:
  - name: orders_raw
    layer: bronze
    source:
      type: csv
      path: data/orders/*.csv
      columns: {id: bigint, customer: bigint, amount: double, email: string}
  - name: customers_raw
    layer: bronze
    source: {type: json, path: data/customers.json}
  - {name: customers, layer: silver}
  - {name: orders, layer: silver}
  - {name: latest, layer: silver}
  - {name: records, layer: gold}
search:
  indexes:
    records: {from: records, id: hk, text: [name]}
`,
  'data/orders/1.csv':
    'id,customer,amount,email\n1,1,10,a@x\n2,1,-3,b@x\n3,9,5,c@x\n4,1,5,d@x\n5,1,7,d@x\n6,2,8,e@x\n',
  'data/customers.json': '{"customer_id": 1, "name": "Ada"}\n{"customer_id": 2, "name": "Bob"}\n',
  'transformations/silver/customers.sql': 'SELECT customer_id AS cid, name FROM customers_raw',
  'transformations/silver/orders.sql': `SELECT CAST(id AS VARCHAR) AS order_id, customer, amount, email
FROM orders_raw
WHERE amount > 0`,
  'transformations/silver/latest.sql': `SELECT *
FROM orders
QUALIFY row_number() OVER (PARTITION BY email ORDER BY amount DESC) = 1`,
  'transformations/gold/records.sql': `SELECT md5('o-' || o.order_id) AS hk, o.order_id, c.name, o.amount
FROM latest o
JOIN customers c ON c.cid = o.customer`,
};

const byOrder = ['--table', 'orders_raw', '--column', 'id'];
const order = { table: 'orders_raw', column: 'id' };

function trace(folder: string, ...argv: string[]): CliResult {
  return headrace(folder, 'trace', ...argv);
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('trace', () => {
  let shop: string;
  beforeAll(() => {
    shop = temporaryFolder(project);
    const { code, out, err } = headrace(shop, 'run', '--index');
    expect(code, out + err).toBe(0);
  });

  it('shows the whole way of a record that arrived', async () => {
    const { code, out } = trace(shop, '6', ...byOrder);
    expect(out).toBe(`id = 6 in orders_raw
in records it is hk = db480ae2d521aa3e1e58d1381b88c9ce

✓ files   orders_raw       data/orders/1.csv row 6
✓ bronze  orders_raw  1.1  id = 6, customer = 2, amount = 8, email = e@x
✓ silver  orders      1.1  order_id = 6, customer = 2, amount = 8, email = e@x
✓ silver  latest      1.1  order_id = 6, customer = 2, amount = 8, email = e@x
✓ gold    records     1.1  hk = db480ae2d521aa3e1e58d1381b88c9ce, order_id = 6, name = Bob, amount = 8
✓ index   records     1.1  its document in the embedded index "records" equals the row

It arrived in the index records.
`);
    expect(code).toBe(0);
  });

  it('follows the same record from the key of its document', async () => {
    const trail = await traced(shop, 'db480ae2d521aa3e1e58d1381b88c9ce', { index: 'records' });
    expect(trail).toMatchObject({ arrived: true, start: { table: 'records', column: 'hk' } });
    expect(stations(trail)).toEqual([
      '✓ files orders_raw',
      '✓ orders_raw',
      '✓ orders',
      '✓ latest',
      '✓ records',
      '✓ index records',
    ]);
    expect(trail.steps[0]).toMatchObject({
      foundIn: [{ file: 'data/orders/1.csv', row: 6, unit: 'row' }],
      sample: [{ id: 6, customer: 2, amount: 8, email: 'e@x' }],
    });
  });

  it('says which condition filtered it', async () => {
    const { code, out } = trace(shop, '2', ...byOrder);
    expect(out).toContain(`✗ silver  orders      1.1  not here
    error HR-TRACE-011 Filtered out: WHERE amount > 0 is false (amount = -3.0).
      --> transformations/silver/orders.sql:3:7
        1 | SELECT CAST(id AS VARCHAR) AS order_id, customer, amount, email
        2 | FROM orders_raw
      > 3 | WHERE amount > 0
          |       ^^^^^^^^^^
· silver  latest      1.1  not reached
· gold    records     1.1  not reached
· index   records     1.1  not reached

It stopped at orders.`);
    expect(code).toBe(1);
  });

  it('says which row was kept instead', async () => {
    const trail = await traced(shop, '4', order);
    expect(trail).toMatchObject({ stoppedAt: 'latest' });
    expect(whyStopped(trail)).toMatch(/email = "d@x": the one with order_id = "5"\. line 3/);
  });

  it('says what it was not joined with, and how to go on', async () => {
    const { out } = trace(shop, '3', ...byOrder);
    expect(out).toContain('Dropped by the JOIN: no row of customers has cid = 9.');
    expect(out).toContain('`headrace trace 9 --table customers --column cid`');
    const trail = await traced(shop, '9', { table: 'customers', column: 'cid' });
    expect(stations(trail)).toEqual(['✗ files customers_raw', '· customers_raw', '· customers']);
    expect(whyStopped(trail)).toBe('The raw file of "customers_raw" has no row with customer_id = 9.');
  });

  it('gives the same for machines', () => {
    const { code, out } = trace(shop, '3', ...byOrder, '--json');
    const trail = JSON.parse(out);
    expect(trail).toMatchObject({ key: '3', index: 'records', arrived: false, stoppedAt: 'records' });
    expect(trail.steps.at(-2)).toMatchObject({
      ...{ kind: 'table', name: 'records', layer: 'gold', version: '1.1', status: 'lost', rows: 0 },
      problem: { code: 'HR-TRACE-012', place: { file: 'transformations/gold/records.sql', line: 3 } },
    });
    expect(code).toBe(1);
  });

  it('says where a table leaves no trace of its rows in the key', async () => {
    const lookedUp = await traced(shop, '2', { table: 'customers', column: 'cid' });
    expect(lookedUp).toMatchObject({ arrived: true, index: undefined });
    expect(lookedUp.notes).toEqual([
      'which records of records it goes into cannot be told: hk does not come from customers',
    ]);
    const asked = await traced(shop, '2', { table: 'customers', column: 'cid', index: 'records' });
    expect(asked).toMatchObject({ arrived: false, stoppedAt: undefined });
    expect(stations(asked).at(-1)).toBe('? index records');
  });

  it('says that there is no such record', async () => {
    const trail = await traced(shop, '404', order);
    expect(trail).toMatchObject({ arrived: false, stoppedAt: 'orders_raw' });
    expect(stations(trail)[0]).toBe('✗ files orders_raw');
  });

  it.each([
    [['1', '--index', 'record'], /HR-CLI-004.*Did you mean "records"/],
    [['1', '--table', 'order'], /HR-TRACE-001.*Did you mean "orders"/],
    [['1', '--table', 'orders', '--column', 'order_ids'], /HR-TRACE-002.*Did you mean "order_id"/],
    [['1', '--table', 'customers'], /HR-TRACE-003[\s\S]*--column: cid, name/],
    [['1', '--column', 'hkk'], /HR-TRACE-002.*Did you mean "hk"/],
  ])('%j is a usage error', (argv, message) => {
    const { code, err } = trace(shop, ...argv);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('trace, while things change', () => {
  let shop: string;
  beforeAll(() => {
    shop = temporaryFolder(project);
    headrace(shop, 'run', '--index');
  });

  it('tells a file that was not read yet, a table not built, an index behind', async () => {
    write(shop, 'data/orders/2.csv', 'id,customer,amount,email\n10,1,1,new@x\n');
    const unread = await traced(shop, '10', order);
    expect(stations(unread)).toEqual([
      '✓ files orders_raw',
      '✗ orders_raw',
      '· orders',
      '· latest',
      '· records',
      '· index records',
    ]);
    expect(whyStopped(unread)).toBe(
      'data/orders/2.csv, which holds it, has not been read into "orders_raw" yet.',
    );

    headrace(shop, 'run', 'orders_raw');
    expect(whyStopped(await traced(shop, '10', order))).toBe(
      '"orders" would hold it if it were built now: it was built from version 1.1 of orders_raw, which is at 1.2.',
    );

    headrace(shop, 'run');
    expect(whyStopped(await traced(shop, '10', order))).toBe(
      'Not indexed yet: the index "records" mirrors version 1.1 of "records", which is at 1.2.',
    );

    headrace(shop, 'index');
    expect(await traced(shop, '10', order)).toMatchObject({ arrived: true });
  });

  it('tells a file that has changed, and one that is gone', async () => {
    const path = join(shop, 'data/orders/1.csv');
    writeFileSync(path, `${readFileSync(path, 'utf8')}11,1,1,late@x\n`);
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    const changed = await traced(shop, '11', order);
    expect(whyStopped(changed)).toBe(
      'data/orders/1.csv, which holds it, has changed since "orders_raw" read it.',
    );

    rmSync(path);
    const gone = await traced(shop, '6', order);
    expect(stations(gone).slice(0, 2)).toEqual(['– files orders_raw', '✓ orders_raw']);
    expect(gone).toMatchObject({ arrived: true });
    expect(gone.steps[1]?.notes).toEqual(['where it came from does not have it any more']);
  });

  it('tells a document that differs, and one that should be gone', async () => {
    write(shop, 'data/customers.json', '{"customer_id": 1, "name": "Ada Lovelace"}\n');
    headrace(shop, 'run', 'customers_raw+', '--full-refresh', 'customers_raw');
    const differing = await traced(shop, '5', order);
    expect(stations(differing).at(-1)).toBe('! index records');
    expect(whyStopped(differing)).toBe(
      'The index "records" holds another state of it: name is "Ada" there and "Ada Lovelace" in the table.',
    );

    const lingering = await traced(shop, 'db480ae2d521aa3e1e58d1381b88c9ce', { index: 'records' });
    expect(stations(lingering).slice(-2)).toEqual(['✗ records', '! index records']);
    expect(lingering.steps.at(-1)?.problem?.message).toBe(
      'The index "records" still has it; "records" does not.',
    );
    expect(whyStopped(lingering)).toMatch(/no row of customers has cid = 2/);
  });

  it('tells a dead letter', async () => {
    write(shop, 'data/orders/3.csv', 'id,customer,amount,email\n12,1,1,dead@x\n');
    headrace(shop, 'run');
    const [, hk] = /hk = (\w+)/.exec((await traced(shop, '12', order)).notes.join()) ?? [];
    const letter = {
      ...{ at: '2026-11-21T06:16:25.198Z', load: '1', key: hk, position: '1', document: '{}' },
      ...{ reason: 'mapper_parsing_exception: failed to parse field [amount]', attempts: 1 },
    };
    write(shop, '.headrace/dead-letters/records-0a1b2c3d.jsonl', `${JSON.stringify(letter)}\n`);
    write(shop, '.headrace/dead-letters/records-old-0a1b2c3d.jsonl', 'not of this index\n');
    expect(whyStopped(await traced(shop, '12', order))).toBe(
      'The index refused it on 2026-11-21T06:16:25.198Z, after 1 attempt: mapper_parsing_exception: failed to parse field [amount]',
    );
  });
});

describe('trace, through other shapes', () => {
  it('reads text, streams, unions, and tables that are not there yet', async () => {
    const folder = temporaryFolder({
      'config.yml': `
tables:
  - name: lines
    layer: bronze
    kind: streaming_table
    source: {type: text, path: logs}
  - {name: events, layer: silver, kind: streaming_table}
  - {name: all_events, layer: gold}
  - {name: late, layer: gold}
search:
  indexes:
    events: {from: all_events, id: id, text: [what]}
    others: {from: late, id: id, text: [what]}
`,
      'logs/a.log': 'e1 start\ne2 stop\n',
      'logs/b.log': 'e3 start\n\ne4 stop\n',
      'transformations/bronze/lines.sql': 'SELECT value AS line FROM source',
      'transformations/silver/events.sql':
        "SELECT split_part(line, ' ', 1) AS event, split_part(line, ' ', 2) AS what FROM STREAM(lines) WHERE line <> ''",
      'transformations/gold/all_events.sql':
        "SELECT 's-' || event AS id, what FROM events WHERE what = 'start' UNION ALL SELECT 't-' || event, what FROM events WHERE what = 'stop'",
      'transformations/gold/late.sql': 'SELECT event AS id, what FROM events',
    });
    expect(headrace(folder, 'run', '+all_events').code).toBe(0);
    headrace(folder, 'index', 'events');
    const stop = await traced(folder, 't-e4', { index: 'events' });
    expect(stop).toMatchObject({ arrived: true });
    expect(stop.steps[0]?.foundIn).toEqual([{ file: 'logs/b.log', row: 3, unit: 'line' }]);

    expect(trace(folder, 's-e4').err).toMatch(/HR-CLI-004.*several/);
    const wrong = await traced(folder, 's-e4', { index: 'events' });
    expect(whyStopped(wrong)).toMatch(/^Filtered out: WHERE what = 'start' is false \(what = "stop"\)/);

    const both = await traced(folder, 'e1', { table: 'lines', column: 'line' });
    expect(both.notes.join()).toMatch(/--index follows it there \(events, others\)/);
    const line = await traced(folder, 'e1 start', { table: 'lines', column: 'line', index: 'others' });
    expect(whyStopped(line)).toBe('"late" has never been built.');
    expect(line.notes).toEqual(['in late it is id = e1']);
    expect(stations(line)).toEqual(['✓ files lines', '✓ lines', '✓ events', '✗ late', '· index others']);
  });

  it('does not take a record that others are part of for the one that was asked for', async () => {
    const folder = temporaryFolder({
      'config.yml': `
tables:
  - {name: orders, layer: bronze}
  - {name: days, layer: gold}
search:
  indexes:
    days: {from: days, id: day, text: [day]}
`,
      'transformations/bronze/orders.sql':
        "SELECT * FROM (VALUES (1, 'mon', 5), (2, 'mon', -5), (3, 'tue', 1)) AS o(id, day, n)",
      'transformations/gold/days.sql': 'SELECT day, sum(n) AS n FROM orders WHERE n > 0 GROUP BY day',
    });
    headrace(folder, 'run', '--index');
    const one = await traced(folder, '2', { table: 'orders', column: 'id' });
    expect(one.notes).toEqual([
      'its record in days, day = mon, is made from other rows of orders as well: follow that with `headrace trace mon --index days`',
    ]);
    expect(stations(one)).toEqual(['✓ orders']);
    const alone = await traced(folder, '3', { table: 'orders', column: 'id' });
    expect(stations(alone)).toEqual(['✓ orders', '✓ days', '✓ index days']);
  });
});
