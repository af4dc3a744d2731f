import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, Project, type Row, type TableSpec, tables } from '../support/project.ts';

/** Builds one bronze table over these files (in `data/`) and gives its rows. */
async function read(source: object, files: Files, keys: TableSpec = {}): Promise<Row[]> {
  const project = new Project({
    ...tables({ raw: { layer: 'bronze', source: { path: 'data', ...source }, ...keys } }),
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`data/${name}`, content])),
  });
  await project.built();
  return project.query('FROM raw');
}

describe('csv', () => {
  it('with header, quotes, delimiters and characters of all kinds', async () => {
    const rows = await read(
      { type: 'csv' },
      { 'a.csv': 'id,name,note\r\n1,"Doe, Jane","say ""hi""\nover two lines"\r\n2,Größe 😀,\r\n' },
    );
    expect(rows).toEqual([
      { id: 1, name: 'Doe, Jane', note: 'say "hi"\nover two lines' },
      { id: 2, name: 'Größe 😀', note: null },
    ]);
  });

  it('without header, and with options of its own', async () => {
    const rows = await read(
      {
        type: 'csv',
        header: false,
        delimiter: '|',
        null: 'N/A',
        quote: "'",
        date_format: 'dd.MM.yyyy',
        columns: { id: 'bigint', day: 'date', text: 'string' },
        options: { duckdb: { skip: 1 } },
      },
      { 'a.csv': "# made by hand\n1|24.12.2026|'a|b'\n2|N/A|N/A\n" },
    );
    expect(rows).toEqual([
      { id: 1, day: '2026-12-24', text: 'a|b' },
      { id: 2, day: null, text: null },
    ]);
  });

  it('finds columns by name, however the files order them, and reads those a file lacks as NULL', async () => {
    const project = new Project({
      ...tables({ raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } } }),
      'data/1.csv': 'a,b\n1,x\n',
      'data/2.csv': 'b,a\ny,2\n',
      'data/3.csv': 'a\n3\n',
    });
    await project.built();
    // Alone, later, it must not be read otherwise than it was among others.
    project.write({ 'data/4.csv': 'a\n4\n', 'data/5.csv': 'b,new,a\nz,!,5\n' });
    await project.built();
    project.write({ 'data/6.csv': 'a\n6\n' });
    const run = await project.built();
    expect(run.problems).toMatchObject([{ code: 'HR-SOURCE-010', message: expect.stringContaining('b') }]);
    expect(await project.query('FROM raw ORDER BY a')).toEqual(
      ['x', 'y', null, null, 'z', null].map((b, i) => ({ a: i + 1, b })),
    );
    project.write({ 'data/7.csv': 'other\n7\n' });
    const refused = await project.run();
    expect(refused.ending).toBe(1);
    expect(refused.problems).toMatchObject([{ code: 'HR-SOURCE-008', place: { file: 'config.yml' } }]);
  });

  it('with a header and no rows is an empty table; an empty file waits for its content', async () => {
    const project = new Project({
      ...tables({ raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } } }),
      'data/1.csv': '',
    });
    const empty = await project.run();
    expect(empty.ending).toBe(1);
    expect(empty.problems).toMatchObject([{ code: 'HR-SOURCE-009' }]);
    project.write({ 'data/2.csv': 'a,b\n' });
    await project.built();
    expect(await project.query('FROM raw')).toEqual([]);
    project.write({ 'data/1.csv': 'a,b\n1,x\n' });
    await project.built();
    expect(await project.query('SELECT a, b FROM raw')).toEqual([{ a: '1', b: 'x' }]);
  });
});

describe('json', () => {
  it('as lines, arrays and nested objects, also mixed', async () => {
    const rows = await read(
      { type: 'json' },
      {
        'lines.json': '{"id":1,"tags":["a","b"],"who":{"name":"ada","age":36}}\n{"id":2}\n',
        'array.json': '[\n  {"id": 3, "who": {"name": "bob"}},\n  {"id": 4, "tags": []}\n]\n',
        'empty.json': '',
      },
      { sql: 'SELECT id, tags, who.name AS name, who.age AS age FROM source ORDER BY id' },
    );
    expect(rows).toEqual([
      { id: 1, tags: ['a', 'b'], name: 'ada', age: 36 },
      { id: 2, tags: null, name: null, age: null },
      { id: 3, tags: null, name: 'bob', age: null },
      { id: 4, tags: [], name: null, age: null },
    ]);
  });

  it('keeps to declared columns', async () => {
    const rows = await read(
      { type: 'json', columns: { id: 'string', at: 'timestamp_ntz', who: 'struct<name:string>' } },
      { 'a.json': '{"id":1,"at":"2026-01-02 03:04:05","who":{"name":"ada","age":1},"more":true}\n' },
    );
    expect(rows).toEqual([{ id: '1', at: '2026-01-02 03:04:05', who: { name: 'ada' } }]);
  });
});

describe('parquet', () => {
  it('of several shapes, brought to one schema', async () => {
    const project = new Project(
      tables({
        raw: {
          layer: 'bronze',
          source: { type: 'parquet', path: 'data/*.parquet', columns: { id: 'bigint', name: 'string' } },
        },
      }),
    );
    mkdirSync(project.path('data'));
    const export_ = (sql: string, file: string): Promise<unknown> =>
      project.start(['query', sql, '--output', `data/${file}`]).end();
    await export_("SELECT 1::TINYINT AS id, 'a' AS name", '1.parquet');
    await export_("SELECT 'b' AS name, 2::BIGINT AS id, true AS more", '2.parquet');
    await project.built();
    await export_('SELECT 3 AS id', '3.parquet');
    await project.built();
    expect(await project.query('FROM raw ORDER BY id')).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
      { id: 3, name: null },
    ]);
    project.write({ 'data/4.parquet': 'no parquet at all' });
    const run = await project.run();
    expect(run.problems).toMatchObject([
      { code: 'HR-SOURCE-008', message: expect.stringContaining('4.parquet'), place: { file: 'config.yml' } },
    ]);
  });
});

describe('text', () => {
  it('gives one row a line, whatever is in it', async () => {
    const long = 'x'.repeat(3_000_000);
    const rows = await read(
      { type: 'text' },
      {
        '1.txt': 'first\n\n  "quoted", \'and\' | so; on\\n\n😀 ü\n\n',
        '2.txt': 'windows\r\n\r\nlines\r\nno end',
        '3.txt': `${long}\nafter`,
        '4.txt': '',
        '5.txt': '\n',
      },
    );
    expect(rows.map(({ value }) => value)).toEqual([
      ...['first', '', '  "quoted", \'and\' | so; on\\n', '😀 ü', ''],
      ...['windows', '', 'lines', 'no end'],
      ...[long, 'after'],
      '',
    ]);
  });
});

describe('where files are found', () => {
  it('globs, folders and single files; hidden ones only when they are named', async () => {
    const row = (id: number): string => `id\n${id}\n`;
    const project = new Project({
      ...tables({
        folder: { layer: 'bronze', source: { type: 'csv', path: 'data' } },
        pattern: { layer: 'bronze', source: { type: 'csv', path: 'data/**/deep*/*.csv' } },
        several: {
          layer: 'bronze',
          source: { type: 'csv', path: ['data/1.csv', './data/1.c*', 'data/_landing/*.csv'] },
        },
        strange: { layer: 'bronze', source: { type: 'csv', path: 'strange/what? [1]*.csv' } },
      }),
      'data/1.csv': row(1),
      'data/sub folder/deep [x]/2.csv': row(2),
      'data/day=1/_p=2/3.csv': row(3),
      'data/.hidden.csv': row(9),
      'data/_hidden.csv': row(9),
      'data/.git/9.csv': row(9),
      'data/_temporary/0/9.csv': row(9),
      'data/_landing/4.csv': row(4),
      'strange/what? [1]*.csv': row(5),
    });
    // A link that leads nowhere is no file.
    symlinkSync(project.path('nowhere.csv'), project.path('data', 'broken.csv'));
    await project.built();
    const ids = (table: string): Promise<unknown[]> => project.values(`SELECT id FROM ${table} ORDER BY id`);
    expect(await ids('folder')).toEqual([1, 2, 3]);
    expect(await ids('pattern')).toEqual([2]);
    expect(await ids('several')).toEqual([1, 4]);
    expect(await ids('strange')).toEqual([5]);
  });

  it('also in a project whose own path looks like a glob', async () => {
    const project = new Project(
      {
        ...tables({
          raw: { layer: 'bronze', source: { type: 'csv', path: 'data/*.csv' } },
          folder: { layer: 'bronze', source: { type: 'csv', path: 'data' } },
          up: { layer: 'bronze', source: { type: 'csv', path: './data/../data/{a,b}.csv' } },
          sums: { sql: 'SELECT sum(id) AS s FROM raw', partition_by: ['s'] },
        }),
        'data/a.csv': 'id\n1\n',
      },
      "headrace [ab]* {x} (1) 'q' ",
    );
    await project.built();
    project.write({ 'data/b.csv': 'id\n2\n' });
    await project.built();
    expect(
      await project.query(
        'SELECT s, (SELECT sum(id) FROM folder) AS f, (SELECT sum(id) FROM up) AS u FROM sums',
      ),
    ).toEqual([{ s: 3, f: 3, u: 3 }]);
  });

  it('or the path that matches nothing is named', async () => {
    const project = new Project(
      tables({
        absent: { layer: 'bronze', source: { type: 'csv', path: ['data/*.csv', 'none/at/all'] } },
        folder: { layer: 'bronze', source: { type: 'csv', path: 'empty' } },
      }),
    );
    mkdirSync(project.path('empty'));
    project.write({ 'data/a.csv': 'id\n1\n' });
    const run = await project.run();
    expect(run.ending).toBe(1);
    expect(run.problems.map(({ code, message }) => `${code} ${message.split(': ')[1]}`).sort()).toEqual([
      'HR-SOURCE-001 empty',
      'HR-SOURCE-001 none/at/all',
    ]);
    expect(run.problems[0]?.place?.file).toBe('config.yml');
  });

  it('and remote paths say what they need', async () => {
    const project = new Project(
      tables({
        s3: { layer: 'bronze', source: { type: 'parquet', path: 's3://bucket/a/*.parquet' } },
        web: { layer: 'bronze', source: { type: 'csv', path: 'https://example.org/a.csv' } },
      }),
    );
    const run = await project.run();
    expect(run.ending).toBe(1);
    for (const { code, message } of run.problems) {
      expect(code).toBe('HR-SOURCE-005');
      expect(message).toContain('"httpfs" is not installed');
    }
    expect(run.problems).toHaveLength(2);
  });
});

describe('schemas', () => {
  it('are written once, and obeyed from then on', async () => {
    const project = new Project({
      ...tables({ raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } } }),
      'data/1.csv': 'zip,n\n01234,1\n',
    });
    project.write({ 'schemas/raw.yml': 'columns:\n  zip: string\n  n: int\n' });
    await project.built();
    expect(await project.query('SELECT zip, typeof(n) AS t FROM raw')).toEqual([
      { zip: '01234', t: 'INTEGER' },
    ]);

    project.remove('schemas/raw.yml');
    project.remove('.headrace');
    project.write({ 'data/1.csv': 'zip,n\n1234,1\n' });
    await project.built();
    const written = readFileSync(project.path('schemas', 'raw.yml'), 'utf8');
    expect(written).toMatch(/zip: bigint\n {2}n: bigint/);
    // Later files are read as the first ones were, even where they look otherwise.
    project.write({ 'data/2.csv': 'zip,n\n00007,2\n' });
    await project.built();
    expect(await project.values('SELECT zip FROM raw ORDER BY n')).toEqual([1234, 7]);
    expect(readFileSync(project.path('schemas', 'raw.yml'), 'utf8')).toBe(written);

    project.write({ 'schemas/raw.yml': 'columns:\n  zip: money\n' });
    project.write({ 'data/3.csv': 'zip,n\n1,3\n' });
    expect((await project.run()).problems).toMatchObject([{ code: 'HR-SOURCE-006' }]);
  });

  it('of a table with another kind: everything is read each time', async () => {
    const project = new Project({
      ...tables({
        raw: { layer: 'bronze', kind: 'materialized_view', source: { type: 'csv', path: 'data' } },
      }),
      'data/1.csv': 'id\n1\n',
      'data/2.csv': 'id\n2\n',
    });
    await project.built();
    writeFileSync(join(project.root, 'data', '1.csv'), 'id\n10\n');
    project.remove('data/2.csv');
    await project.built();
    expect(await project.values('FROM raw')).toEqual([10]);
    project.remove('data');
    const run = await project.run();
    expect(run.problems).toMatchObject([{ code: 'HR-SOURCE-001' }]);
    expect(await project.values('FROM raw')).toEqual([10]);
  });
});
