import { count, grouped, listing, type Problem } from '../../kernel/index.ts';
import {
  type ColumnDifference,
  differingColumns,
  type ParityReport,
  type RowPair,
  type TableComparison,
  type TableParity,
} from '../../parity/index.ts';
import { renderProblem } from './report-problem.ts';
import type { Style } from './style.ts';
import { textTable } from './table.ts';

/** What a comparison of engines found, for people. */
export function parityLines(report: ParityReport, style: Style): string[] {
  const { tables } = report;
  const width = Math.max(...tables.map(({ table }) => table.length));
  const details = tables.filter(({ status }) => status !== 'equal').flatMap((table) => detail(table, style));
  return [
    ...tables.map((table) => summary(table, width, style)),
    ...details,
    ...(details.length > 0 ? [''] : []),
    verdict(report, style),
  ];
}

function verdict({ tables, sample }: ParityReport, style: Style): string {
  const number = (status: TableParity['status']): number =>
    tables.filter((table) => table.status === status).length;
  const [equal, different, failed, left] = [
    number('equal'),
    number('different'),
    number('not_compared'),
    number('left_out'),
  ];
  const of = sample === undefined ? '' : ` (${count(sample, 'record')} of each source)`;
  const leftOut = left > 0 ? [`${count(left, 'table')} left out`] : [];
  if (different + failed === 0) {
    const line = [`DuckDB and Spark agree about ${count(equal, 'table')}`, ...leftOut].join('; ');
    return (left > 0 ? style.yellow : style.green)(`${line}${of}`);
  }
  const parts = [
    ...(different > 0
      ? [`${different} of ${count(tables.length, 'table')} differ${different === 1 ? 's' : ''}`]
      : []),
    ...(failed > 0 ? [`${failed} could not be compared`] : []),
    ...leftOut,
  ];
  return style.red(`${listing(parts)}${of}`);
}

function summary({ table, status, reason, comparison }: TableParity, width: number, style: Style): string {
  const name = table.padEnd(width);
  if (!comparison) {
    const what = status === 'left_out' ? 'left out' : 'not compared';
    const mark = status === 'left_out' ? style.yellow('–') : style.red('✗');
    return `${mark} ${name}  ${style.dim(`${what}: ${reason}`)}`;
  }
  const { rows, close, nearlyEqual, ignored } = comparison;
  const counted =
    rows.duckdb === rows.spark
      ? count(rows.duckdb, 'row')
      : `${grouped(rows.duckdb)} rows on DuckDB, ${grouped(rows.spark)} on Spark`;
  const notes = [
    ...(nearlyEqual > 0 ? [`${grouped(nearlyEqual)} within rounding`] : []),
    ...close.map(({ name, duckdb, spark }) => `${name}: ${duckdb} and ${spark}`),
    ...(ignored.length > 0 ? [`without ${listing(ignored)}`] : []),
  ];
  const mark = status === 'equal' ? style.green('✓') : style.red('✗');
  return `${mark} ${name}  ${counted}${notes.length > 0 ? style.dim(`  (${notes.join('; ')})`) : ''}`;
}

function detail({ table, comparison, problems, hints }: TableParity, style: Style): string[] {
  if (!comparison) return problems.flatMap((problem) => ['', renderProblem(problem, style)]);
  const { unequal, different, cut } = comparison;
  const rows = [
    ...(unequal.duckdb > 0 ? [`${count(unequal.duckdb, 'row')} only on DuckDB`] : []),
    ...(unequal.spark > 0 ? [`${count(unequal.spark, 'row')} only on Spark`] : []),
  ];
  return [
    '',
    `${style.bold(table)}${rows.length > 0 ? `: ${rows.join(', ')}` : ''}`,
    ...different.map((column) => `  ${columnLine(column)}`),
    ...comparison.examples.flatMap((pair) => ['', ...example(comparison, pair, style)]),
    ...(cut ? [style.yellow('  so many differ that some may be equal within rounding: try --sample')] : []),
    ...(hints.length > 0 ? [''] : []),
    ...hints.map((hint) => `  ${style.cyan('help:')} ${hint}`),
  ];
}

function columnLine({ name, duckdb, spark }: ColumnDifference): string {
  if (spark === undefined) return `column ${name} (${duckdb}) is only on DuckDB`;
  if (duckdb === undefined) return `column ${name} (${spark}) is only on Spark`;
  return `column ${name} is ${duckdb} on DuckDB and ${spark} on Spark: not compared`;
}

/** Columns that identify a row to people: the first of those that agree. */
const mostEqual = 3;

function example({ columns }: TableComparison, pair: RowPair, style: Style): string[] {
  const differing = differingColumns(pair);
  const alone = !pair.duckdb || !pair.spark;
  const shown = columns
    .flatMap((_, index) => (alone || differing.includes(index) ? [] : [index]))
    .slice(0, mostEqual);
  const lines = (alone ? columns.map((_, index) => index) : [...shown, ...differing]).map((index) => {
    const [duckdb, spark] = values(pair, index);
    const name = columns[index] ?? '';
    return alone || !differing.includes(index)
      ? [style.dim(name), style.dim(duckdb), style.dim(spark)]
      : [name, style.yellow(duckdb), style.yellow(spark)];
  });
  return textTable(['', 'DUCKDB', 'SPARK'].map(style.dim), lines)
    .split('\n')
    .map((line) => `  ${line}`);
}

const widest = 50;

/** Both values as texts; long ones begin shortly before the first difference. */
function values({ duckdb, spark }: RowPair, index: number): [string, string] {
  const [a, b] = [duckdb && valueText(duckdb[index]), spark && valueText(spark[index])];
  const first = a === undefined || b === undefined ? 0 : firstDifference(a, b);
  const from = Math.max(a?.length ?? 0, b?.length ?? 0) > widest ? Math.max(0, first - 15) : 0;
  const cut = (text: string | undefined): string => {
    if (text === undefined) return '–';
    const piece = text.slice(from, from + widest);
    return `${from > 0 ? '…' : ''}${piece}${from + widest < text.length ? '…' : ''}`;
  };
  return [cut(a), cut(b)];
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at === a.length && at === b.length ? 0 : at;
}

/** Texts are quoted only where they could be mistaken: `NULL`, empty, spaces at an end. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value === 'NULL' || value.trim() !== value || /^$|[\n\t]/.test(value)
    ? JSON.stringify(value)
    : value;
}

/** The same for machines. */
export function parityJson({ equal, sample, tables, warnings }: ParityReport): object {
  return {
    equal,
    sample: sample ?? null,
    tables: tables.map(({ table, status, reason, comparison, hints, problems }) => ({
      table,
      status,
      ...(reason !== undefined && { reason }),
      ...(comparison && {
        rows: comparison.rows,
        unequal_rows: comparison.unequal,
        nearly_equal_rows: comparison.nearlyEqual,
        different_columns: comparison.different,
        close_types: comparison.close,
        ignored_columns: comparison.ignored,
        examples: comparison.examples.map(({ duckdb, spark }) => ({
          duckdb: named(comparison.columns, duckdb),
          spark: named(comparison.columns, spark),
        })),
      }),
      hints,
      problems: problems.map(plain),
    })),
    warnings: warnings.map(plain),
  };
}

function named(columns: readonly string[], row: readonly unknown[] | undefined): object | null {
  return row ? Object.fromEntries(columns.map((name, index) => [name, row[index]])) : null;
}

function plain({ code, severity, message, place, hint }: Problem): object {
  return { code, severity, message, ...(place && { place }), ...(hint && { hint }) };
}
