import { statSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, type TableSpec, tables } from '../support/project.ts';

const raw = { layer: 'bronze', source: { type: 'csv', path: 'data' } } satisfies TableSpec;

function project(specs: Readonly<Record<string, TableSpec>>): Project {
  return new Project({ ...tables(specs), 'data/1.csv': 'id,v\n1,a\n2,b\n' });
}

const ids = (p: Project, table: string): Promise<unknown[]> =>
  p.values(`SELECT id FROM ${table} ORDER BY id`);

describe('a streaming table', () => {
  it('reads each file once, and passes each row on once, over many runs', async () => {
    const p = project({
      raw,
      copy: { kind: 'streaming_table', sql: 'SELECT id, v FROM STREAM(raw) WHERE id <> 4' },
      next: { kind: 'streaming_table', sql: 'SELECT id FROM STREAM(copy)' },
      total: { layer: 'gold', sql: 'SELECT count(*) AS n, count(DISTINCT id) AS d FROM next' },
    });
    for (let i = 3; i <= 6; i += 1) {
      await p.built();
      p.write({ [`data/${i}.csv`]: `id,v\n${i},x\n` });
    }
    const run = await p.built();
    expect(run.table('raw')).toMatchObject({ reason: '1 new file', rows: 6, rowsAdded: 1 });
    expect(run.table('copy')).toMatchObject({ reason: 'new rows in raw', rows: 5, rowsAdded: 1 });
    expect(await p.query('FROM total')).toEqual([{ n: 5, d: 5 }]);
    expect((await p.built()).outcomes).toMatchObject({
      raw: 'skipped: nothing new to read',
      copy: 'skipped: nothing new to read',
    });
    // A consumer that missed some versions reads all that came since.
    for (const id of [7, 8]) {
      p.write({ [`data/${id}.csv`]: `id,v\n${id},x\n` });
      await p.built('raw');
    }
    await p.built();
    expect(await ids(p, 'next')).toEqual([1, 2, 3, 5, 6, 7, 8]);
  });

  it('reads a stream that is added later from its beginning, and the others from where it was', async () => {
    const specs = {
      raw,
      second: { ...raw, source: { type: 'csv', path: 'more' } },
      names: { sql: "SELECT unnest(['a', 'b']) AS v, unnest(['ann', 'ben']) AS name" },
    };
    const p = project({
      ...specs,
      either: { kind: 'streaming_table', sql: 'SELECT id, name FROM STREAM(raw) LEFT JOIN names USING (v)' },
    });
    p.write({ 'more/1.csv': 'id,v\n100,b\n' });
    await p.built();
    p.write({
      'transformations/silver/either.sql': `SELECT id, name FROM
        (SELECT * FROM STREAM(raw) UNION ALL SELECT * FROM STREAM(second)) LEFT JOIN names USING (v)`,
      'transformations/silver/names.sql': "SELECT unnest(['a', 'b']) AS v, unnest(['ANN', 'BEN']) AS name",
    });
    const run = await p.built();
    expect(run.table('either').reason).toBe('new rows in second');
    expect(run.problems).toMatchObject([{ code: 'HR-ENGINE-006', severity: 'warning' }]);
    p.write({ 'data/2.csv': 'id,v\n3,a\n' });
    expect((await p.built()).problems).toEqual([]);
    // A change of the static side is no new row.
    expect(await p.query('FROM either ORDER BY id')).toEqual([
      { id: 1, name: 'ann' },
      { id: 2, name: 'ben' },
      { id: 3, name: 'ANN' },
      { id: 100, name: 'BEN' },
    ]);
  });

  it('takes new columns, and refuses to lose or retype one', async () => {
    const p = project({ raw, copy: { kind: 'streaming_table', sql: 'SELECT id FROM STREAM(raw)' } });
    const sql = (text: string): void => p.write({ 'transformations/silver/copy.sql': text });
    await p.built();
    sql("SELECT upper(v) AS v, id, 1.5 AS extra FROM STREAM(raw) WHERE v <> 'none'");
    // No row has the new column yet: the table must stay readable.
    p.write({ 'data/2.csv': 'id,v\n3,none\n' });
    await p.built();
    expect(await ids(p, 'copy')).toEqual([1, 2]);
    p.write({ 'data/3.csv': 'id,v\n4,d\n' });
    await p.built();
    expect(await p.query('FROM copy ORDER BY id')).toEqual([
      { id: 1, v: null, extra: null },
      { id: 2, v: null, extra: null },
      { id: 4, v: 'D', extra: 1.5 },
    ]);

    p.write({ 'data/4.csv': 'id,v\n5,e\n' });
    for (const [text, what] of [
      ['SELECT id, v FROM STREAM(raw)', '"extra" is gone'],
      ['SELECT id::VARCHAR AS id, v, 1.5 AS extra FROM STREAM(raw)', '"id" was BIGINT and is now VARCHAR'],
    ] as const) {
      sql(text);
      const run = await p.run();
      expect(run.ending).toBe(1);
      expect(run.problems.filter(({ severity }) => severity === 'error')).toMatchObject([
        {
          code: 'HR-ENGINE-005',
          message: expect.stringContaining(what),
          hint: expect.stringContaining('--full-refresh'),
        },
      ]);
    }
    await p.built('copy', '--full-refresh');
    expect(await ids(p, 'copy')).toEqual(['1', '2', '3', '4', '5']);
  });

  it('starts over with --full-refresh; what streams from it is told to follow', async () => {
    const p = project({ raw, copy: { kind: 'streaming_table', sql: 'SELECT id, v FROM STREAM(raw)' } });
    await p.built();
    await p.built('raw', '--full-refresh');
    const run = await p.run();
    expect(run.ending).toBe(1);
    expect(run.problems).toMatchObject([
      { code: 'HR-ENGINE-004', hint: expect.stringContaining('headrace run copy --full-refresh') },
    ]);
    expect(await ids(p, 'copy')).toEqual([1, 2]);
    await p.built('copy', '--full-refresh');
    expect((await p.built()).table('copy').status).toBe('skipped');
    p.write({ 'data/2.csv': 'id,v\n3,c\n' });
    await p.built('--full-refresh');
    p.write({ 'data/3.csv': 'id,v\n4,c\n' });
    await p.built();
    expect(await ids(p, 'copy')).toEqual([1, 2, 3, 4]);
    expect(p.dataFiles().onDisk).toEqual(p.dataFiles().current);
  });

  it('asks before a full refresh would lose rows of files that are gone', async () => {
    const p = project({ raw });
    p.write({ 'data/2.csv': 'id,v\n3,c\n' });
    await p.built();
    p.remove('data/1.csv');
    await p.built();
    const refused = await p.run('--full-refresh');
    expect(refused.ending).toBe(2);
    expect(refused.problems).toMatchObject([
      {
        code: 'HR-SOURCE-007',
        message: expect.stringContaining('data/1.csv'),
        hint: expect.stringContaining('--yes'),
      },
    ]);
    expect(await ids(p, 'raw')).toEqual([1, 2, 3]);
    await p.built('--full-refresh', '--yes');
    expect(await ids(p, 'raw')).toEqual([3]);
  });

  it('becomes a materialized view, and back, only when it starts over; nothing is remembered wrongly', async () => {
    const as = (kind: string): ReturnType<typeof tables> => tables({ raw: { ...raw, kind } });
    const p = project({ raw });
    await p.built();
    p.write(as('materialized_view'));
    expect((await p.run()).problems).toMatchObject([{ code: 'HR-ENGINE-007' }]);
    await p.built('--full-refresh');
    p.remove('data/1.csv');
    p.write({ 'data/2.csv': 'id,v\n3,c\n' });
    await p.built('--full-refresh');
    expect(await ids(p, 'raw')).toEqual([3]);
    p.write(as('streaming_table'));
    await p.built('--full-refresh');
    p.write({ 'data/1.csv': 'id,v\n1,a\n' });
    await p.built();
    expect(await ids(p, 'raw')).toEqual([1, 3]);
  });
});

describe('a file that changed after it was read', () => {
  it.each([
    ['error', [1, 2]],
    ['ignore', [1, 2, 9]],
    ['reprocess', [1, 2, 7, 8, 9]],
  ] as const)('(on_changed_file: %s)', async (on, expected) => {
    const p = project({ raw: { ...raw, on_changed_file: on } });
    await p.built();
    p.write({ 'data/1.csv': 'id,v\n7,a\n8,b\n', 'data/9.csv': 'id,v\n9,x\n' });
    const run = await p.run();
    expect(run.ending).toBe(on === 'error' ? 1 : 0);
    expect(run.problems.map(({ code, message }) => code + message.includes('data/1.csv'))).toEqual(
      on === 'error' ? ['HR-SOURCE-003true'] : [],
    );
    await p.run();
    expect(await ids(p, 'raw')).toEqual(expected);
  });

  it('is noticed also when size and time are the same, as long as the time was fresh', async () => {
    const p = project({ raw });
    const path = p.path('data', '1.csv');
    const now = new Date();
    utimesSync(path, now, now);
    await p.built();
    const { mtimeNs } = statSync(path, { bigint: true });
    p.write({ 'data/1.csv': 'id,v\n1,a\n3,b\n' });
    utimesSync(path, now, now);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(mtimeNs);
    expect((await p.run()).problems).toMatchObject([{ code: 'HR-SOURCE-003' }]);
    p.write({ 'data/1.csv': 'id,v\n1,a\n2,b\n' });
    utimesSync(path, now, now);
    await p.built();
  });

  it('is not published when it changed while it was read', async () => {
    const p = new Project({
      ...tables({
        raw: {
          ...raw,
          sql: 'SELECT id, (SELECT count(*) FROM range(3000) a(x), range(20000) b(y) WHERE (x * y) % 7 = id) AS n FROM source',
        },
      }),
      'data/1.csv': 'id\n1\n2\n',
    });
    const run = p.start(['run', '--json']);
    await run.line('table_started');
    await new Promise((resolve) => setTimeout(resolve, 300));
    p.write({ 'data/1.csv': 'id\n1\n2\n3\n' });
    await run.end();
    expect(run.ending).toBe(1);
    expect(run.problems).toMatchObject([
      { code: 'HR-SOURCE-004', message: expect.stringContaining('data/1.csv') },
    ]);
    await p.built();
    expect(await ids(p, 'raw')).toEqual([1, 2, 3]);
  });
});

describe('many small versions', () => {
  it('are merged; every row stays once, for readers, for streams, and for streams that lag behind', async () => {
    const p = project({
      raw,
      copy: { kind: 'streaming_table', sql: 'SELECT id, v FROM STREAM(raw)' },
      late: { kind: 'streaming_table', sql: 'SELECT id FROM STREAM(raw)' },
    });
    await p.built();
    let compactions = 0;
    for (let i = 3; i <= 20; i += 1) {
      // Rows change their shape on the way: merged files are of two kinds.
      if (i === 10)
        p.write({ 'transformations/silver/copy.sql': 'SELECT id, v, id * 2 AS twice FROM STREAM(raw)' });
      p.write({ [`data/${i}.csv`]: `id,v\n${i},x\n` });
      const run = await p.built('raw', 'copy');
      expect(run.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      compactions += run.all('table_compacted').length;
    }
    expect(compactions).toBe(2);
    const all = Array.from({ length: 20 }, (_, i) => i + 1);
    expect(await ids(p, 'raw')).toEqual(all);
    expect(await ids(p, 'copy')).toEqual(all);
    expect(await p.values('SELECT id FROM copy WHERE twice IS NULL ORDER BY id')).toEqual(all.slice(0, 9));
    // The sweep kept what `late` has still to read, and nothing of what nobody needs.
    const behind = p.dataFiles();
    expect(behind.onDisk).toEqual(behind.named);
    expect(behind.named.length).toBeGreaterThan(behind.current.length);

    const run = await p.built();
    expect(run.table('late')).toMatchObject({ status: 'built', rowsAdded: 18 });
    expect(await ids(p, 'late')).toEqual(all);
    expect((await p.built()).table('late').status).toBe('skipped');
    expect(p.dataFiles().onDisk).toEqual(p.dataFiles().current);
    expect(p.dataFiles().current.filter((path) => path.startsWith('raw/')).length).toBeLessThan(5);
  });
});
