import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count, HeadraceError, hasErrors, type Problem } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import { withDependsOn } from '../../project/index.ts';
import { readProject } from '../open-project.ts';
import { fixByHand } from '../problems.ts';
import { renderProblems } from '../report/report-problem.ts';
import { styleFor } from '../report/style.ts';
import type { ValidateOptions } from './validate.ts';

interface Verdict {
  readonly tables: number;
  readonly fixed: readonly string[];
  /** Places that Spark would read otherwise, while no target is for Spark. */
  readonly notPortable: number;
  readonly problems: readonly Problem[];
}

/** @returns whether there are errors. */
export async function validate(options: ValidateOptions): Promise<boolean> {
  const verdict = await check(options);
  const failed = hasErrors(verdict.problems);
  if (options.json) {
    const { notPortable: not_portable, ...rest } = verdict;
    process.stdout.write(`${JSON.stringify({ ok: !failed, ...rest, not_portable }, null, 2)}\n`);
  } else print(verdict, options);
  return failed;
}

async function check(options: ValidateOptions): Promise<Verdict> {
  try {
    const portability = options.portable ? 'require' : undefined;
    const before = await readProject(options, portability);
    const { fixed, byHand } = options.fix ? fix(before) : { fixed: [], byHand: [] };
    const after = fixed.length > 0 ? await readProject(options, portability) : before;
    const { project, problems, notPortable } = after;
    return { tables: project.tables.size, fixed, notPortable, problems: [...problems, ...byHand] };
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    return { tables: 0, fixed: [], notPortable: 0, problems: error.problems };
  }
}

/** Writes each `depends_on` that differs from the SQL, all in one step. */
function fix({ project, wrongInputs }: Compiled): { fixed: string[]; byHand: Problem[] } {
  const file = join(project.root, project.configFile);
  const fixed: string[] = [];
  const byHand: Problem[] = [];
  let text = readFileSync(file, 'utf8');
  for (const [table, inputs] of wrongInputs) {
    const edited = withDependsOn(text, table, inputs);
    if (edited === undefined) {
      byHand.push(fixByHand({ table, inputs }, project.tables.get(table)?.dependsOnAt));
      continue;
    }
    text = edited;
    fixed.push(table);
  }
  if (fixed.length > 0) {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
  return { fixed, byHand };
}

function print({ tables, fixed, notPortable, problems }: Verdict, options: ValidateOptions): void {
  if (problems.length > 0) {
    process.stderr.write(`${renderProblems(problems, styleFor(process.stderr))}\n`);
  }
  if (options.quiet) return;
  const style = styleFor(process.stdout);
  for (const table of fixed) process.stdout.write(`fixed: depends_on of ${table}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const found = [
    errors > 0 && style.red(count(errors, 'error')),
    warnings > 0 && style.yellow(count(warnings, 'warning')),
  ].filter(Boolean);
  const verdict = found.length > 0 ? found.join(', ') : style.green('no problems');
  process.stdout.write(`${problems.length > 0 ? '\n' : ''}${count(tables, 'table')}: ${verdict}\n`);
  if (notPortable > 0) {
    const places = count(notPortable, 'place');
    process.stdout.write(
      `${style.dim(`${places} in the SQL would not be read alike by Spark: see validate --portable`)}\n`,
    );
  }
}
