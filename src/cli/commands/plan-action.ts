import { forecast } from '../../engine/duckdb/index.ts';
import { exitCode, grouped, HeadraceError, systemClock } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import { openProject, selectTables } from '../open-project.ts';
import { renderProblems } from '../report/report-problem.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { ago } from '../report/time.ts';
import type { PlanOptions } from './plan.ts';

export async function plan(names: readonly string[], options: PlanOptions): Promise<void> {
  const compiled = await openProject(options);
  const selected = selectTables(compiled, names, options);
  const result = await forecast(
    compiled,
    selected,
    {
      force: options.force ? selected : new Set(),
      fullRefresh: options.fullRefresh ? selected : new Set(),
      settled: new Set(),
      waitForFiles: false,
    },
    systemClock,
  );
  if (result.problems.length > 0) throw new HeadraceError(result.problems, { exitCode: exitCode.usage });
  const failing = result.tables.some(({ action }) => action === 'fail');
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    if (failing) throw new Exit(exitCode.failed);
    return;
  }
  const style = styleFor(process.stdout);
  const colour = { build: style.green, skip: style.dim, fail: style.red, blocked: style.yellow };
  const rows = result.tables.map(({ table, action, reason }, index) => [
    String(index + 1),
    colour[action](action),
    table,
    style.dim(reason),
  ]);
  process.stdout.write(`${textTable(['#', 'ACTION', 'TABLE', 'WHY'].map(style.dim), rows, [0])}\n`);
  const now = Date.now();
  for (const { table, publishedAt, rows: n } of result.standing) {
    const age = ago(now - publishedAt);
    process.stdout.write(`${style.dim(`reads ${table} as it stands: ${grouped(n)} rows, built ${age}`)}\n`);
  }
  const builds = result.tables.filter(({ action }) => action === 'build').length;
  process.stdout.write(`\n${builds} to build, ${result.tables.length - builds} not\n`);
  const problems = result.tables.flatMap((table) => table.problems);
  if (problems.length > 0) process.stderr.write(`\n${renderProblems(problems, styleFor(process.stderr))}\n`);
  if (failing) throw new Exit(exitCode.failed);
}
