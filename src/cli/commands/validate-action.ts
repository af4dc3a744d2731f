import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { count, hasErrors } from '../../kernel/index.ts';
import { withDependsOn } from '../../project/index.ts';
import { readProject } from '../open-project.ts';
import type { CommonOptions } from '../options.ts';
import { renderProblems } from '../report/report-problem.ts';
import { styleFor } from '../report/style.ts';

/** @returns whether there are errors. */
export async function validate(options: CommonOptions & { fix?: boolean }): Promise<boolean> {
  const before = await readProject(options);
  const fixed = options.fix ? before.wrongInputs : new Map<string, readonly string[]>();
  if (fixed.size > 0) {
    const file = join(resolve(options.project), before.project.configFile);
    let text = readFileSync(file, 'utf8');
    for (const [table, inputs] of fixed) text = withDependsOn(text, table, inputs);
    writeFileSync(file, text);
  }
  const { project, problems } = fixed.size > 0 ? await readProject(options) : before;
  const failed = hasErrors(problems);
  if (options.json) {
    const result = { ok: !failed, tables: project.tables.size, fixed: [...fixed.keys()], problems };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return failed;
  }
  if (problems.length > 0) {
    process.stderr.write(`${renderProblems(problems, styleFor(process.stderr))}\n`);
  }
  if (options.quiet) return failed;
  const style = styleFor(process.stdout);
  for (const table of fixed.keys()) process.stdout.write(`fixed: depends_on of ${table}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const found = [
    errors > 0 && style.red(count(errors, 'error')),
    warnings > 0 && style.yellow(count(warnings, 'warning')),
  ].filter(Boolean);
  const verdict = found.length > 0 ? found.join(', ') : style.green('no problems');
  process.stdout.write(
    `${problems.length > 0 ? '\n' : ''}${count(project.tables.size, 'table')}: ${verdict}\n`,
  );
  return failed;
}
