import { extname, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { type DuckDBConnection, inspectStatements, literal } from '../../duckdb/index.ts';
import { bareSelect, withTables } from '../../engine/duckdb/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { readProject } from '../open-project.ts';
import { notOneStatement, parquetNeedsFile, unknownEnding } from '../problems.ts';
import { readerGone } from '../reader-gone.ts';
import { showWarnings } from '../show-warnings.ts';
import { type QueryFormat, type QueryOptions, queryFormats } from './query.ts';
import { printRows, printTable } from './query-output.ts';

export async function query(argument: string, options: QueryOptions): Promise<void> {
  const sql = argument === '-' ? await readAll(process.stdin) : argument;
  const format = chooseFormat(options);
  // Looking into the tables is what one does when something is wrong with the project.
  const { project, problems } = await readProject(options);
  showWarnings(problems, options);
  const interrupts = listenForInterrupts(false);
  const signal = AbortSignal.any([interrupts.signal, readerGone.signal]);
  try {
    await withTables(
      project.root,
      project.storage,
      sql,
      (connection) => answer(connection, sql, format, options.output),
      signal,
    );
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    if (!readerGone.signal.aborted) throw error;
  } finally {
    interrupts.dispose();
  }
}

function chooseFormat({ format, output, json }: QueryOptions): QueryFormat {
  const usage = { exitCode: exitCode.usage };
  if (format === 'parquet' && !output) throw new HeadraceError(parquetNeedsFile({}), usage);
  if (format && !(format === 'table' && output)) return format;
  if (output) {
    const ending = extname(output).slice(1);
    const known = queryFormats.find((name) => name === ending && name !== 'table');
    if (!known) throw new HeadraceError(unknownEnding({ file: output }), usage);
    return known;
  }
  if (json) return 'json';
  return process.stdout.isTTY ? 'table' : 'csv';
}

async function answer(
  connection: DuckDBConnection,
  sql: string,
  format: QueryFormat,
  output: string | undefined,
): Promise<void> {
  const { count, isSelect } = await inspectStatements(connection, sql);
  if (count !== 1) throw new HeadraceError(notOneStatement({ count }), { exitCode: exitCode.usage });
  const select = bareSelect(sql);
  if (output) {
    const options = format === 'csv' ? 'FORMAT csv, HEADER' : `FORMAT ${format}`;
    await connection.run(`COPY (\n${select}\n) TO ${literal(resolve(output))} (${options})`);
  } else if (format === 'table') await printTable(connection, select);
  else await printRows(connection, select, format === 'json' && isSelect ? 'json' : format);
}
