import type { Problem } from '../kernel/index.ts';
import type { CommonOptions } from './options.ts';
import { renderProblems } from './report/report-problem.ts';
import { styleFor } from './report/style.ts';

/** Shows them on stderr, where people look: not for machines, and not for who wants to hear nothing. */
export function showWarnings(problems: readonly Problem[], options: CommonOptions): void {
  if (problems.length === 0 || options.json || options.quiet) return;
  process.stderr.write(`${renderProblems(problems, styleFor(process.stderr), 5)}\n\n`);
}
