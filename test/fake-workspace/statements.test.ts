import { expect, it } from 'vitest';
import { type Opened, openWorkspace } from './open-workspace.ts';

const root = '/api/2.0/sql/statements';
const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'name', type: 'STRING' },
];
const rows = ['1', '2', '3'].map((id) => [[id, `name ${id}`]]);
const known = {
  statements: [
    { statement: 'SELECT * FROM books', columns, chunks: rows.map((each) => ({ rows: each })) },
    { statement: 'SELECT nothing', columns, chunks: [] },
    { statement: 'SELECT wrong', error: { code: 'BAD_REQUEST', message: 'no such column' } },
  ],
};
const request = { statement: 'SELECT *\n  FROM books', warehouse_id: 'fake0000warehouse' };
const linked = { ...request, disposition: 'EXTERNAL_LINKS' };

const execute = ({ call }: Opened, more: object = {}) => call('POST', root, { ...request, ...more });

it('answers inline, chunk after chunk', async () => {
  const opened = await openWorkspace(known);
  const first = await execute(opened);
  expect(first.at('status.state')).toBe('SUCCEEDED');
  expect(first.at('manifest.schema.columns.0')).toEqual({
    ...{ name: 'id', position: 0, type_text: 'BIGINT', type_name: 'LONG' },
  });
  expect([first.at('manifest.total_chunk_count'), first.at('manifest.total_row_count')]).toEqual([3, 3]);
  expect(first.at('result.data_array')).toEqual([['1', 'name 1']]);
  const next = await opened.call('GET', String(first.at('result.next_chunk_internal_link')));
  expect([next.at('data_array.0.0'), next.at('row_offset'), next.at('next_chunk_index')]).toEqual([
    '2',
    1,
    2,
  ]);
});

it('goes through its states when nobody waits', async () => {
  const opened = await openWorkspace(known);
  const started = await execute(opened, { wait_timeout: '0s' });
  const read = () => opened.call('GET', `${root}/${started.at('statement_id')}`);
  expect([started.at('status.state'), started.at('result')]).toEqual(['PENDING', undefined]);
  opened.clock.advance(300);
  expect((await read()).at('status.state')).toBe('RUNNING');
  opened.clock.advance(700);
  expect((await read()).at('result.row_count')).toBe(1);
});

it('is cancelled, by a call or by a time that is up', async () => {
  const opened = await openWorkspace({ ...known, runMs: 20_000 });
  const late = await execute(opened, { wait_timeout: '5s', on_wait_timeout: 'CANCEL' });
  expect(late.at('status.state')).toBe('CANCELED');
  const going = await execute(opened, { wait_timeout: '5s' });
  expect(going.at('status.state')).toBe('RUNNING');
  await opened.call('POST', `${root}/${going.at('statement_id')}/cancel`);
  expect((await opened.call('GET', `${root}/${going.at('statement_id')}`)).at('status.state')).toBe(
    'CANCELED',
  );
});

it('gives links that know no token, end after a while, and are had anew', async () => {
  const opened = await openWorkspace({ ...known, linkMs: 5000 });
  const first = await opened.call('POST', root, linked);
  const chunk = await opened.call('GET', `${root}/${first.at('statement_id')}/result/chunks/2`);
  const link = String(chunk.at('external_links.0.external_link'));
  const get = (at: string, headers = {}) => fetch(at, { headers });
  expect(await (await get(link)).json()).toEqual([['3', 'name 3']]);
  const refused = await get(link, { authorization: 'Bearer fake-token' });
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('<Error>')]);
  expect((await get(`${link}0`)).status).toBe(403);
  opened.clock.advance(5000);
  const expired = await get(link);
  expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining('expired')]);
  const again = await opened.call('GET', `${root}/${first.at('statement_id')}/result/chunks/2`);
  expect((await get(String(again.at('external_links.0.external_link')))).status).toBe(200);
});

it('may demand headers with a link', async () => {
  const opened = await openWorkspace({ ...known, linkHeaders: { 'x-key': 'k' } });
  const link = (await opened.call('POST', root, linked)).at('result.external_links.0');
  expect(link).toMatchObject({ http_headers: { 'x-key': 'k' } });
  const url = JSON.parse(JSON.stringify(link)).external_link;
  expect((await fetch(url)).status).toBe(403);
  expect((await fetch(url, { headers: { 'x-key': 'k' } })).status).toBe(200);
});

it('serves Arrow that it was given, and CSV', async () => {
  const arrow = Uint8Array.of(1, 2, 3);
  const opened = await openWorkspace({
    answer: ({ format }) => ({
      columns,
      chunks: [format === 'CSV' ? { rows: [['1', 'a "b"']] } : { arrow, rowCount: 2 }],
    }),
  });
  const bytes = async (format: string): Promise<string> => {
    const answer = await opened.call('POST', root, { ...linked, format });
    const url = String(answer.at('result.external_links.0.external_link'));
    return Buffer.from(await (await fetch(url)).arrayBuffer()).toString('latin1');
  };
  expect(await bytes('ARROW_STREAM')).toBe('\x01\x02\x03');
  expect(await bytes('CSV')).toBe('"id","name"\n"1","a ""b"""\n');
});

it('says when a result was cut', async () => {
  const opened = await openWorkspace(known);
  const cut = await execute(opened, { row_limit: 2 });
  expect([cut.at('manifest.truncated'), cut.at('manifest.total_row_count')]).toEqual([true, 2]);
  expect((await execute(opened, { row_limit: 3 })).at('manifest.truncated')).toBe(false);
});

it('has no chunk for no rows', async () => {
  const empty = await execute(await openWorkspace(known), { statement: 'SELECT nothing' });
  expect([empty.at('manifest.total_chunk_count'), empty.at('result')]).toEqual([0, {}]);
});

it('tells what failed', async () => {
  const opened = await openWorkspace(known);
  const failed = await execute(opened, { statement: 'SELECT wrong' });
  expect(failed.at('status')).toEqual({
    state: 'FAILED',
    error: { error_code: 'BAD_REQUEST', message: 'no such column' },
  });
  expect((await execute(opened, { statement: 'SELECT 1' })).at('status.error.message')).toContain(
    'runs no SQL',
  );
});

it.each([
  [{ format: 'ARROW_STREAM' }, 'INLINE'],
  [{ wait_timeout: '3s' }, 'wait_timeout'],
  [{ warehouse_id: 'x' }, 'not a valid endpoint id'],
  [{ parameters: [{ name: 'a', value: 1 }] }, 'parameters.0.value'],
])('refuses %j', async (more, message) => {
  const answer = await execute(await openWorkspace(known), more);
  expect([answer.status, answer.at('message')]).toEqual([400, expect.stringContaining(message)]);
});

it('has warehouses', async () => {
  const { call } = await openWorkspace({ warehouses: [{ id: 'w1', name: 'One' }] });
  expect((await call('GET', '/api/2.0/sql/warehouses')).at('warehouses.0.name')).toBe('One');
  expect((await call('GET', '/api/2.0/sql/warehouses/w1')).at('state')).toBe('RUNNING');
  expect((await call('GET', '/api/2.0/sql/warehouses/w2')).status).toBe(404);
});
