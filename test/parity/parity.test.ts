import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readMarker, sameOutput } from '../../scripts/docs/examples.ts';
import { root } from '../../scripts/docs/generate.ts';
import { readBlocks } from '../../scripts/docs/markdown.ts';
import { parityLines } from '../../src/cli/report/parity-report.ts';
import { styleFor } from '../../src/cli/report/style.ts';
import { openDatabase } from '../../src/duckdb/index.ts';
import { cachedSelectReader } from '../../src/engine/duckdb/index.ts';
import type { SparkServer, SparkSession } from '../../src/engine/spark/index.ts';
import { systemClock } from '../../src/kernel/index.ts';
import { compareTables } from '../../src/parity/compare-tables.ts';
import {
  checkParity,
  type ParityReport,
  type ParityRequest,
  type TableParity,
} from '../../src/parity/index.ts';
import { writeSparkRows } from '../../src/parity/spark-rows.ts';
import { compile } from '../../src/plan/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { describeWithSpark, sharedSpark } from '../spark/spark-session.ts';
import { Project, tables } from '../support/project.ts';

/** A project of docs/sql.md, and what its page says that `headrace parity` prints. */
function documented(folder: string): { files: Record<string, string>; shown: string } {
  const blocks = readBlocks(readFileSync(join(root, 'docs', 'sql.md'), 'utf8'));
  const files = blocks.flatMap((block) => {
    const marker = readMarker(block);
    return marker?.kind === 'file' && marker.folder === folder ? [[marker.path, `${block.text}\n`]] : [];
  });
  const [, shown = ''] =
    blocks.map(({ text }) => text.split('$ headrace parity\n')).find((parts) => parts[1]) ?? [];
  return { files: Object.fromEntries(files), shown };
}

/** All in one session, a schema for each check. */
describeWithSpark('DuckDB and Spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headrace parity '));
  let server: SparkServer;
  let session: SparkSession;
  beforeAll(async () => {
    server = await sharedSpark();
    session = await server.connect();
  }, 600_000);
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }, 60_000);

  let checks = 0;
  async function parity(project: string, more: Partial<ParityRequest> = {}): Promise<ParityReport> {
    checks += 1;
    const loaded = await loadProject({ root: project, env: {} });
    const compiled = await compile(loaded, cachedSelectReader(project));
    return checkParity({
      compiled,
      selected: new Set(compiled.tables.keys()),
      sample: undefined,
      ignored: new Set(),
      strictTypes: false,
      folder: join(folder, `check ${checks}`),
      schema: `parity_${checks}`,
      openSpark: async () => session,
      concurrency: 2,
      command: 'headrace parity',
      env: process.env,
      clock: systemClock,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...more,
    });
  }

  /** What a reader has to know of a report that should hold no difference. */
  function disagreements({ tables }: ParityReport): readonly TableParity[] {
    return tables.filter(({ status }) => status !== 'equal');
  }

  it('hold the same values of every type', { timeout: 120_000 }, async () => {
    const values = [
      ['decimal', "CAST('12345678901234567890.123456789012345678' AS DECIMAL(38, 18))"],
      ['bigint', '9223372036854775807', '9223372036854775807::BIGINT'],
      ['tinyint', 'CAST(-128 AS TINYINT)'],
      ['float', 'CAST(0.1 AS FLOAT)'],
      ['double', '0.1D + 0.2D', '0.1::DOUBLE + 0.2::DOUBLE'],
      ['nan', "CAST('NaN' AS DOUBLE)"],
      ['date', "DATE '0001-01-01'"],
      [
        'timestamp',
        "TIMESTAMP '2026-03-29 02:30:00.123456+01:00'",
        "TIMESTAMPTZ '2026-03-29 02:30:00.123456+01:00'",
      ],
      ['old', "TIMESTAMP '1582-10-04 00:00:00Z'", "TIMESTAMPTZ '1582-10-04 00:00:00+00'"],
      ['ntz', "TIMESTAMP_NTZ '2026-03-29 02:30:00.123456'", "TIMESTAMP '2026-03-29 02:30:00.123456'"],
      ['binary', "X'00FF'", "'\\x00\\xFF'::BLOB"],
      ['text', "'Grüße 😀'"],
      ['missing', 'CAST(NULL AS STRING)'],
      ['map', "map('b', array(1, NULL), 'a', NULL)", "MAP {'a': NULL, 'b': [1, NULL]}"],
      [
        'struct',
        "named_struct('x', array(map('k', DATE '2026-01-01')))",
        "{'x': [MAP {'k': DATE '2026-01-01'}]}",
      ],
      ['nothing', 'CAST(array() AS ARRAY<INT>)', '[]::INTEGER[]'],
    ] as const;
    const schema = 'parity_types';
    await session.sql(`CREATE SCHEMA ${schema}`);
    const spark = values.map(([name, expression]) => `${expression} AS \`${name}\``).join(', ');
    await session.sql(`CREATE TABLE ${schema}.one AS SELECT ${spark}`);
    await session.sql(`CREATE TABLE ${schema}.none AS SELECT * FROM ${schema}.one WHERE false`);
    const rows = join(folder, 'types');
    const refused = await writeSparkRows(session, {
      schema,
      tables: ['one', 'none', 'gone'],
      folder: rows,
    });
    expect([...refused.keys()]).toEqual(['gone']);

    const database = await openDatabase();
    const connection = await database.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const duckdb = values.map(([name, same, own]) => `${own ?? same} AS "${name}"`).join(', ');
    for (const [table, where, count] of [
      ['one', 'true', 1],
      ['none', 'false', 0],
    ] as const) {
      const written = `SELECT * FROM read_parquet('${rows}/${table}/*.parquet')`;
      const found = await compareTables(connection, `SELECT ${duckdb} WHERE ${where}`, written, new Set());
      expect(found).toMatchObject({
        rows: { duckdb: count, spark: count },
        columns: values.map(([name]) => name),
        ...{ unequal: { duckdb: 0, spark: 0 }, different: [], close: [] },
      });
    }
    database.close();
  });

  it('agree about the library: dates, missing values, joins', { timeout: 600_000 }, async () => {
    const report = await parity(join(root, 'examples', 'library'));
    expect(disagreements(report)).toEqual([]);
    expect(report.tables).toHaveLength(15);
  });

  it('agree about the web shop: lists, maps, objects, JSON', { timeout: 600_000 }, async () => {
    const report = await parity(join(root, 'examples', 'webshop'));
    expect(disagreements(report)).toEqual([]);
    expect(report.tables).toHaveLength(12);
  });

  it('agree about WordNet', { timeout: 600_000 }, async () => {
    const project = join(root, 'examples', 'wordnet');
    execFileSync(process.execPath, [join(project, 'land.mjs')]);
    const report = await parity(project);
    expect(disagreements(report)).toEqual([]);
    expect(report.tables.find(({ table }) => table === 'integrated_records')).toMatchObject({
      comparison: { rows: { duckdb: 117_791, spark: 117_791 } },
    });
  });

  it('are told apart as the documentation shows', { timeout: 300_000 }, async () => {
    const { files, shown } = documented('fees');
    const report = await parity(new Project(files).root);
    const printed = stripVTControlCharacters(parityLines(report, styleFor(process.stdout)).join('\n'));
    if (!sameOutput(shown, printed)) expect(printed).toBe(shown);
  });

  it('are told apart where they differ, and what cannot be compared is named', {
    timeout: 300_000,
  }, async () => {
    const columns = { id: 'int', v: 'string' };
    const project = new Project({
      ...tables({
        raw: {
          layer: 'bronze',
          // One engine is told that `b` means NULL.
          source: { type: 'csv', path: 'raw.csv', columns, options: { spark: { nullValue: 'b' } } },
        },
        ids: { sql: 'SELECT id FROM raw' },
        loud: { sql: 'SELECT id, upper(v) AS v FROM raw' },
        stamped: { sql: 'SELECT id, current_timestamp AS stamped_at FROM raw' },
        own: { sql: 'SELECT id, no_such_function(v) AS v FROM raw' },
        strange: { sql: "SELECT list_aggregate([id], 'sum') AS s FROM raw" },
        reads_strange: { layer: 'gold', sql: 'SELECT s FROM strange' },
        // A text on DuckDB; on Spark, bytes that are no text.
        garbled: { sql: "SELECT id, CAST(unhex('FF') AS STRING) AS v FROM raw" },
        model: { depends_on: ['raw'] },
      }),
      'transformations/silver/model.py': 'import dlt\n',
      'raw.csv': 'id,v\n1,a\n2,b\n3,c\n',
    });
    const report = await parity(project.root, { sample: 2, ignored: new Set(['stamped_at', 'stampedat']) });
    const found = Object.fromEntries(report.tables.map((table) => [table.table, table]));
    expect(report.equal).toBe(false);
    expect(found.raw).toMatchObject({
      status: 'different',
      comparison: {
        rows: { duckdb: 2, spark: 2 },
        unequal: { duckdb: 1, spark: 1 },
        examples: [{ duckdb: ['2', 'b'], spark: ['2', null] }],
      },
    });
    expect(found.ids).toMatchObject({ status: 'equal' });
    expect(found.loud).toMatchObject({
      status: 'different',
      hints: ['Begin with raw: it is made from that.'],
    });
    expect(found.stamped).toMatchObject({ status: 'equal', comparison: { ignored: ['stamped_at'] } });
    expect(found.own).toMatchObject({
      status: 'not_compared',
      reason: expect.stringMatching(/^DuckDB did not build it/),
      problems: [{ place: { file: 'transformations/silver/own.sql', line: 1 } }],
    });
    expect(found.strange).toMatchObject({
      status: 'not_compared',
      reason: expect.stringMatching(/^Spark did not build it/),
      problems: [{ place: { file: 'transformations/silver/strange.sql', line: 1 } }],
    });
    expect(found.reads_strange).toMatchObject({ status: 'not_compared', problems: [] });
    expect(found.garbled).toMatchObject({ status: 'not_compared', problems: [{ code: 'HR-PARITY-004' }] });
    expect(found.model).toMatchObject({ status: 'left_out', reason: expect.stringContaining('Python') });
    expect(report.warnings).toMatchObject([
      { code: 'HR-PARITY-002', message: expect.stringContaining('stamped_at') },
    ]);
    // The project itself was never run.
    expect(await project.history()).toEqual([]);
  });
});
