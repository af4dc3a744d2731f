import { resolve } from 'node:path';
import { count, duration, exitCode, grouped, HeadraceError } from '../../kernel/index.ts';
import { closeCrashed, findRun, listRuns } from '../../run/index.ts';
import { openState, statePaths } from '../../state/index.ts';
import { hasWarehouse } from '../../warehouse/index.ts';
import type { CommonOptions } from '../options.ts';
import { noRun } from '../problems.ts';
import { renderProblem } from '../report/report-problem.ts';
import { statusText } from '../report/status-text.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { localTime } from '../report/time.ts';

export function listAll(options: CommonOptions & { limit: number }): void {
  const runs = fromState(options, (db) => listRuns(db, options.limit)) ?? [];
  if (options.json) {
    printJson(runs.map(({ tables: _, ...run }) => run));
    return;
  }
  const style = styleFor(process.stdout);
  if (runs.length === 0) {
    process.stdout.write('no runs yet\n');
    return;
  }
  const rows = runs.map((run) => [
    run.id,
    localTime(run.startedAt),
    statusText(run.status, style),
    run.finishedAt === undefined ? '' : duration(run.finishedAt - run.startedAt),
    run.mode,
    run.user,
    run.command,
  ]);
  const head = ['RUN', 'STARTED', 'STATUS', 'TOOK', 'MODE', 'WHO', 'COMMAND'].map(style.dim);
  process.stdout.write(`${textTable(head, rows)}\n`);
}

export function showOne(id: string, options: CommonOptions): void {
  const run = fromState(options, (db) => findRun(db, id));
  if (!run) throw new HeadraceError(noRun({ id }), { exitCode: exitCode.usage });
  if (options.json) {
    printJson(run);
    return;
  }
  const style = styleFor(process.stdout);
  const took = run.finishedAt === undefined ? '' : ` in ${duration(run.finishedAt - run.startedAt)}`;
  const triggers = run.triggers > 0 ? `, ${count(run.triggers, 'trigger')}` : '';
  process.stdout.write(
    [
      `${style.bold(run.id)}  ${statusText(run.status, style)}${took}${triggers}`,
      style.dim(`${localTime(run.startedAt)}  ${run.user}@${run.host}  ${run.engine}, target ${run.target}`),
      style.dim(run.command),
      '',
      textTable(
        ['TABLE', 'STATUS', 'ROWS', 'ADDED', 'TOOK', 'WHY'].map(style.dim),
        run.tables.map((table) => [
          table.table,
          table.status === 'failed' ? style.red(table.status) : table.status,
          table.rows === undefined ? '' : grouped(table.rows),
          table.rowsAdded === undefined ? '' : grouped(table.rowsAdded),
          table.durationMs === undefined ? '' : duration(table.durationMs),
          style.dim(table.reason),
        ]),
        [2, 3, 4],
      ),
      '',
    ].join('\n'),
  );
  const problems = run.tables.flatMap((table) => table.problems ?? []);
  for (const problem of problems) process.stdout.write(`\n${renderProblem(problem, style)}\n`);
}

function fromState<T>(options: CommonOptions, read: (db: ReturnType<typeof openState>) => T): T | undefined {
  const root = resolve(options.project);
  if (!hasWarehouse(statePaths(root))) return undefined;
  const db = openState(root);
  try {
    closeCrashed(db, statePaths(root));
    return read(db);
  } finally {
    db.close();
  }
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
