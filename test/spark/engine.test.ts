import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/duckdb/index.ts';
import { cachedSelectReader } from '../../src/engine/duckdb/index.ts';
import { buildOnSpark, type SparkServer, type SparkSession } from '../../src/engine/spark/index.ts';
import type { Problem } from '../../src/kernel/index.ts';
import { compile } from '../../src/plan/index.ts';
import { loadProject } from '../../src/project/index.ts';
import type { TableOutcome, UnstampedEvent } from '../../src/run/index.ts';
import { Project, tables } from '../support/project.ts';
import { describeWithSpark, sharedSpark } from './spark-session.ts';

const minutes = 60_000;

/** All in one Spark, a schema for each project. */
describeWithSpark('the spark engine', () => {
  let server: SparkServer;
  let session: SparkSession;
  let folder: string;
  let projects = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headrace on spark '));
    server = await sharedSpark();
    session = await server.connect();
  }, 10 * minutes);
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }, minutes);

  /** A project with a catalog's schema and a folder for Spark. */
  function onSpark(project: Project) {
    projects += 1;
    const schema = `engine_${process.pid}_${projects}`;
    const place = { schema, folder: join(folder, schema) };
    return {
      async build({ names = [], fresh = [] }: { names?: string[]; fresh?: string[] } = {}) {
        const loaded = await loadProject({ root: project.root, env: {} });
        const compiled = await compile(loaded, cachedSelectReader(project.root));
        const selected = new Set(names.length > 0 ? names : compiled.tables.keys());
        const events: UnstampedEvent[] = [];
        const outcomes = await buildOnSpark({
          ...{ session, ...place, compiled, selected, fullRefresh: new Set(fresh) },
          emit: (event) => void events.push(event),
        });
        const told = events.flatMap((event) => (event.type === 'table_finished' ? [event.table] : []));
        expect(told.sort()).toEqual([...selected].sort());
        const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.problem] : []));
        return { outcomes, warnings, texts: texts(outcomes), problems: problemsOf(outcomes) };
      },
      rows: (select: string) => session.sql(select.replaceAll('$', schema)),
    };
  }

  it('reads every kind of raw file, as declared', { timeout: 5 * minutes }, async () => {
    const project = new Project({
      ...tables({
        people: {
          layer: 'bronze',
          source: {
            ...{ type: 'csv', path: 'data/people/**/*.csv', date_format: 'dd.MM.yyyy' },
            columns: { id: 'bigint', name: 'string', born: 'date', city: 'string' },
          },
        },
        events: { layer: 'bronze', source: { type: 'json', path: 'data/events.json' } },
        lines: { layer: 'bronze', source: { type: 'text', path: ['data/a.log', 'data/b.log'] } },
        numbers: {
          layer: 'bronze',
          kind: 'materialized_view',
          source: { type: 'parquet', path: 'data/n.parquet', columns: { n: 'bigint', gone: 'string' } },
        },
        words: {
          layer: 'bronze',
          kind: 'materialized_view',
          source: { type: 'csv', path: 'data/w [1]', header: false, columns: { w: 'string', k: 'int' } },
          sql: 'WITH short AS (SELECT * FROM source) SELECT upper(w) AS w FROM short WHERE k > 1',
        },
      }),
      // A column that is not wanted, one that is in no file, quotes, a line break, an empty value.
      'data/people/a [é]/1 {%20}.csv': 'name;more;id;born\n"A; ""B""\nC";x;1;01.02.1999\n;;2;\n',
      'data/people/_hidden/2.csv': 'never read\n',
      'data/events.json': '[{"id": 1, "tags": ["a"], "who": {"name": "é"}}, {"id": 2, "tags": []}]',
      'data/a.log': 'one, "two"\n\nthree\n',
      'data/b.log': 'ü\n',
      'data/w [1]/{é}#%41.csv': 'a,1\nb,2\n',
    });
    const database = await openDatabase();
    const connection = await database.connect();
    mkdirSync(project.path('data'), { recursive: true });
    await connection.run(
      `COPY (SELECT 7::INTEGER AS n, 'x' AS extra) TO '${project.path('data/n.parquet')}'`,
    );
    database.close();

    const spark = onSpark(project);
    const { texts } = await spark.build();
    expect(texts).toEqual({
      people: 'built: first build, 2 rows',
      events: 'built: first build, 2 rows',
      lines: 'built: first build, 4 rows',
      numbers: 'built: first build, 1 rows',
      words: 'built: first build, 1 rows',
    });
    expect(await spark.rows('SELECT * FROM $.people ORDER BY id')).toEqual([
      { id: 1, name: 'A; "B"\nC', born: '1999-02-01', city: null },
      { id: 2, name: null, born: null, city: null },
    ]);
    expect(await spark.rows('SELECT id, tags, who.name AS who FROM $.events ORDER BY id')).toEqual([
      { id: 1, tags: ['a'], who: 'é' },
      { id: 2, tags: [], who: null },
    ]);
    expect(await spark.rows('SELECT value FROM $.lines ORDER BY value')).toEqual(
      ['', 'one, "two"', 'three', 'ü'].map((value) => ({ value })),
    );
    expect(await spark.rows('SELECT * FROM $.numbers')).toEqual([{ n: 7, gone: null }]);
    expect(await spark.rows('SELECT * FROM $.words')).toEqual([{ w: 'B' }]);
    expect(await spark.rows('SELECT typeof(n) AS t FROM $.numbers')).toEqual([{ t: 'bigint' }]);
    // What JSON has no number for; and what another text would be, if this were more than text.
    expect(await session.sql("SELECT double('NaN') AS n, '${env:HOME}' AS t")).toEqual([
      { n: 'nan', t: '${env:HOME}' },
    ]);
  });

  it('takes each row once, builds only what is selected, and starts over when told', {
    timeout: 5 * minutes,
  }, async () => {
    const project = new Project({
      ...tables({
        orders: {
          layer: 'bronze',
          source: { type: 'csv', path: 'data', columns: { id: 'bigint', v: 'string' } },
        },
        large: { kind: 'streaming_table', sql: 'SELECT id, upper(v) AS v FROM STREAM(orders) WHERE id > 1' },
        totals: { layer: 'gold', sql: 'SELECT count(*) AS n FROM large', depends_on: ['large'] },
      }),
      'data/1.csv': 'id,v\n1,a\n2,b\n',
    });
    const spark = onSpark(project);
    await expect(spark.build({ names: ['large'] })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-ENGINE-003' }],
    });
    expect((await spark.build()).texts).toEqual({
      orders: 'built: first build, 2 rows',
      large: 'built: first build, 1 rows',
      totals: 'built: first build, 1 rows',
    });
    project.write({ 'data/2.csv': 'id,v\n3,c\n' });
    // What is not selected stays as it is, though its input has new rows.
    expect((await spark.build({ names: ['orders'] })).texts).toEqual({
      orders: 'built: new rows, 3 rows (+1)',
    });
    expect(await spark.rows('SELECT count(*) AS n FROM $.large')).toEqual([{ n: 1 }]);
    expect((await spark.build()).texts).toEqual({
      orders: 'skipped: nothing new to read, 3 rows',
      large: 'built: new rows, 2 rows (+1)',
      totals: 'built: computed anew, 1 rows',
    });
    expect(await spark.rows('SELECT * FROM $.large ORDER BY id')).toEqual([
      { id: 2, v: 'B' },
      { id: 3, v: 'C' },
    ]);

    project.write({ 'data/1.csv': 'id,v\n1,a\n2,b\n9,z\n' });
    const changed = await spark.build();
    expect(changed.texts).toEqual({
      orders: 'failed: cannot be built',
      large: 'blocked: orders failed',
      totals: 'blocked: large failed',
    });
    expect(changed.problems).toEqual(['HR-SPARK-012 config.yml:4:5']);
    const again = await spark.build({ names: ['orders', 'large'], fresh: ['orders', 'large'] });
    expect(again.texts).toEqual({
      orders: 'built: full refresh, 4 rows',
      large: 'built: full refresh, 3 rows',
    });
    expect(await spark.rows('SELECT * FROM $.totals')).toEqual([{ n: 2 }]);

    // As a stream it would add to what it holds.
    project.write({ 'transformations/silver/large.py': asPython });
    project.remove('transformations/silver/large.sql');
    expect((await spark.build({ names: ['large'] })).problems).toEqual([
      expect.stringMatching(/^HR-ENGINE-007 /),
    ]);
    expect((await spark.build({ names: ['large'], fresh: ['large'] })).texts).toEqual({
      large: 'built: full refresh, 4 rows',
    });
  });

  it('shows what Spark refuses at the place in the file that the user wrote', {
    timeout: 5 * minutes,
  }, async () => {
    const project = new Project({
      ...tables({
        raw: {
          layer: 'bronze',
          source: { type: 'csv', path: 'raw.csv', columns: { id: 'bigint', v: 'string' } },
        },
        absent: { sql: '-- first\nSELECT id,\n  nope AS v\nFROM raw' },
        letters: { sql: 'SELECT v AS größe FROM raw' },
        behind: { layer: 'gold', sql: 'SELECT * FROM letters' },
        fine: { layer: 'gold', sql: 'SELECT id FROM raw' },
        module: { layer: 'gold', depends_on: ['raw'] },
        other: { layer: 'gold', depends_on: ['raw'] },
      }),
      'raw.csv': 'id,v\n1,x\n',
      'transformations/gold/module.py': 'import dlt\n\n@dlt.table\ndef module():\n    return 1 / 0\n',
      'transformations/gold/other.py':
        'import dlt\n\n@dlt.table\ndef another():\n    return spark.range(1)\n',
    });
    const { texts, problems } = await onSpark(project).build();
    expect(texts).toEqual({
      raw: 'cancelled: nothing was run',
      absent: 'failed: cannot be built',
      letters: 'failed: cannot be built',
      behind: 'blocked: letters failed',
      fine: 'cancelled: nothing was run',
      module: 'failed: cannot be built',
      other: 'failed: cannot be built',
    });
    expect(problems.sort()).toEqual([
      'HR-SPARK-004 transformations/silver/absent.sql:3:3',
      'HR-SPARK-004 transformations/silver/letters.sql:1:13',
      'HR-SPARK-005 transformations/gold/module.py:5:1',
      'HR-SPARK-006 transformations/gold/other.py:1:1',
    ]);
  });

  it('shows what fails while it runs, and goes on with the rest', { timeout: 5 * minutes }, async () => {
    const project = new Project({
      ...tables({
        raw: {
          layer: 'bronze',
          source: { type: 'csv', path: 'raw.csv', columns: { id: 'bigint', v: 'string' } },
        },
        broken: { sql: 'SELECT\n  CAST(v AS INT) AS v FROM raw' },
        behind: { layer: 'gold', sql: 'SELECT * FROM broken' },
        fine: { layer: 'gold', sql: 'SELECT id FROM raw' },
        python: { layer: 'gold', depends_on: ['raw'] },
        after: { kind: 'streaming_table', sql: 'SELECT * FROM STREAM(flowing)' },
        flowing: { kind: 'streaming_table', sql: 'SELECT CAST(v AS INT) AS v FROM STREAM(raw)' },
      }),
      'raw.csv': 'id,v\n1,x\n',
      'transformations/gold/python.py': [
        'from pyspark import pipelines as dp',
        'from pyspark.sql import functions as F',
        '',
        '',
        '@F.udf("int")',
        'def half(x):',
        '    raise ValueError("odd")',
        '',
        '',
        '@dp.expect("positive", "id > 0")',
        '@dp.table',
        'def python():',
        '    return spark.readStream.table("raw").select(half("id").alias("h"))',
      ].join('\n'),
    });
    const spark = onSpark(project);
    const { texts, problems, warnings } = await spark.build();
    expect(texts).toEqual({
      raw: 'built: first build, 1 rows',
      broken: 'failed: failed on Spark',
      behind: 'blocked: broken failed',
      fine: 'built: first build, 1 rows',
      python: 'failed: failed on Spark',
      flowing: 'failed: failed on Spark',
      after: 'blocked: flowing failed',
    });
    expect(problems.sort()).toEqual([
      'HR-SPARK-009 transformations/gold/python.py:7:1',
      'HR-SPARK-009 transformations/silver/broken.sql:2:3',
      'HR-SPARK-009 transformations/silver/flowing.sql:1:8',
    ]);
    expect(warnings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`).sort()).toEqual([
      'HR-SPARK-007 config.yml:16',
      'HR-SPARK-008 transformations/gold/python.py:10',
    ]);

    // What fails keeps its last good version, and so does what reads it.
    const names = ['broken', 'behind'];
    const broken = readFileSync(project.path('transformations/silver/broken.sql'));
    project.write({ 'transformations/silver/broken.sql': 'SELECT 7 AS v' });
    expect((await spark.build({ names })).texts).toMatchObject({ behind: expect.stringMatching(/^built/) });
    project.write({ 'transformations/silver/broken.sql': broken });
    expect((await spark.build({ names })).texts).toEqual({
      broken: 'failed: failed on Spark',
      behind: 'blocked: broken failed',
    });
    expect(await spark.rows('SELECT * FROM $.broken UNION ALL SELECT * FROM $.behind')).toEqual([
      { v: 7 },
      { v: 7 },
    ]);
  });
});

function texts(outcomes: ReadonlyMap<string, TableOutcome>): Record<string, string> {
  return Object.fromEntries(
    [...outcomes].map(([name, { status, reason, rows, rowsAdded }]) => [
      name,
      `${status}: ${reason}${rows === undefined ? '' : `, ${rows} rows`}${rowsAdded === undefined ? '' : ` (+${rowsAdded})`}`,
    ]),
  );
}

const asPython = `import dlt

@dlt.table
def large():
    return dlt.read("orders")
`;

/** Code and place of each problem. */
function problemsOf(outcomes: ReadonlyMap<string, TableOutcome>): string[] {
  const all = [...outcomes.values()].flatMap(({ problems }): readonly Problem[] => problems ?? []);
  return all.map(({ code, place }) => `${code} ${place?.file}:${place?.line}:${place?.col}`);
}
