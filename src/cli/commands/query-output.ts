import type { DuckDBConnection } from '../../duckdb/index.ts';
import { count } from '../../kernel/index.ts';
import { readerGone } from '../reader-gone.ts';
import { styleFor } from '../report/style.ts';
import { boxTable } from '../report/table.ts';
import type { QueryFormat } from './query.ts';

const shownRows = 1000;

/** All rows on standard output, in constant memory, no faster than they are read. */
export async function printRows(
  connection: DuckDBConnection,
  sql: string,
  format: QueryFormat,
): Promise<void> {
  // DuckDB writes the JSON itself: numbers stay numbers, whatever their size.
  const statement = format === 'json' ? `SELECT CAST(to_json(q) AS VARCHAR) FROM (\n${sql}\n) AS q` : sql;
  const result = await connection.stream(statement);
  if (format === 'csv') await write(`${result.deduplicatedColumnNames().map(csvField).join(',')}\n`);
  for await (const rows of result.yieldRowsJson()) {
    if (readerGone.signal.aborted) return;
    const lines = rows.map((row) => (format === 'csv' ? row.map(csvField).join(',') : String(row[0])));
    if (lines.length > 0) await write(`${lines.join('\n')}\n`);
  }
}

async function write(text: string): Promise<void> {
  if (process.stdout.write(text) || readerGone.signal.aborted) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('drain', resolve);
    readerGone.signal.addEventListener('abort', () => resolve());
  });
}

/** As DuckDB writes CSV: NULL is nothing, an empty text is quoted. */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = plain(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The first rows as a table for people, as wide as the terminal. */
export async function printTable(connection: DuckDBConnection, sql: string): Promise<void> {
  const reader = await connection.streamAndReadUntil(sql, shownRows + 1);
  const all = reader.getRowsJson();
  const names = reader.deduplicatedColumnNames();
  const right = names.flatMap((_, index) =>
    /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/.test(
      String(reader.columnType(index)),
    )
      ? [index]
      : [],
  );
  const width = Math.max(8, Math.floor((process.stdout.columns ?? 120) / Math.max(1, names.length)) - 3);
  const shown = all.slice(0, shownRows).map((row) => row.map((value) => shorten(value, Math.max(width, 24))));
  const style = styleFor(process.stdout);
  const more =
    all.length > shownRows
      ? `the first ${count(shownRows, 'row')}; --format csv gives all`
      : count(all.length, 'row');
  process.stdout.write(`${boxTable(names.map(style.bold), shown, right)}\n${style.dim(more)}\n`);
}

function shorten(value: unknown, width: number): string {
  if (value === null || value === undefined) return 'NULL';
  // What would move the cursor or colour the screen is shown as what it is: one strange character.
  const line = plain(value)
    .replaceAll('\n', '⏎')
    .replace(/\p{Cc}/gu, '�');
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
