import { extname, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { type DuckDBConnection, literal } from '../../duckdb/index.ts';
import { withTables } from '../../engine/duckdb/index.ts';
import { count, exitCode, HeadraceError } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openProject } from '../open-project.ts';
import { unknownFormat } from '../problems.ts';
import { styleFor } from '../report/style.ts';
import { boxTable } from '../report/table.ts';
import { type QueryOptions, queryFormats } from './query.ts';

const shownRows = 1000;

export async function query(argument: string, options: QueryOptions): Promise<void> {
  const sql = argument === '-' ? await readAll(process.stdin) : argument;
  const { project } = await openProject({ ...options, quiet: true });
  const ending = options.output && extname(options.output).slice(1);
  const format =
    options.format ??
    queryFormats.find((known) => known === ending) ??
    (options.json ? 'json' : options.output || !process.stdout.isTTY ? 'csv' : 'table');
  if (format === 'parquet' && !options.output) {
    throw new HeadraceError(unknownFormat({ file: '' }), { exitCode: exitCode.usage });
  }
  const interrupts = listenForInterrupts(false);
  try {
    await withTables(
      project.root,
      project.storage,
      sql,
      (connection) => print(connection, sql.replace(/;\s*$/, ''), format, options.output),
      interrupts.signal,
    );
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    interrupts.dispose();
  }
}

async function print(
  connection: DuckDBConnection,
  sql: string,
  format: (typeof queryFormats)[number],
  output: string | undefined,
): Promise<void> {
  if (format === 'table' && !output) return printTable(connection, sql);
  if (output) {
    const options = {
      csv: 'FORMAT csv, HEADER',
      json: 'FORMAT json',
      parquet: 'FORMAT parquet',
      table: 'FORMAT csv, HEADER',
    };
    await connection.run(`COPY (\n${sql}\n) TO ${literal(resolve(output))} (${options[format]})`);
    return;
  }
  const result = await connection.stream(sql);
  const names = result.deduplicatedColumnNames();
  if (format === 'csv') process.stdout.write(`${names.map(csvField).join(',')}\n`);
  for await (const rows of result.yieldRowsJson()) {
    const lines = rows.map((row) =>
      format === 'csv'
        ? row.map((value) => csvField(plain(value))).join(',')
        : JSON.stringify(Object.fromEntries(names.map((name, index) => [name, row[index]]))),
    );
    if (lines.length > 0 && !process.stdout.write(`${lines.join('\n')}\n`)) await drained();
  }
}

function drained(): Promise<void> {
  return new Promise((resolveDrained) => process.stdout.once('drain', () => resolveDrained()));
}

async function printTable(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.streamAndReadUntil(sql, shownRows + 1);
  const all = reader.getRowsJson();
  const names = reader.deduplicatedColumnNames();
  const right = names.flatMap((_, index) => (isNumeric(String(reader.columnType(index))) ? [index] : []));
  const shown = all.slice(0, shownRows).map((row) => row.map((value) => shorten(plain(value, 'NULL'))));
  const style = styleFor(process.stdout);
  const more =
    all.length > shownRows
      ? `the first ${count(shownRows, 'row')}; --format csv gives all`
      : count(all.length, 'row');
  process.stdout.write(`${boxTable(names.map(style.bold), shown, right)}\n${style.dim(more)}\n`);
}

function isNumeric(type: string): boolean {
  return /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.includes('[') && !type.includes('(x');
}

function plain(value: unknown, nothing = ''): string {
  if (value === null || value === undefined) return nothing;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shorten(text: string): string {
  const line = text.replaceAll('\n', '⏎');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
