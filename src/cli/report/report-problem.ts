import { count, type Problem } from '../../kernel/index.ts';
import type { Style } from './style.ts';

/** A problem as a block of text: sentence, place, frame, hint. */
export function renderProblem(problem: Problem, style: Style): string {
  const { severity, code, message, place, frame, hint } = problem;
  const label = severity === 'error' ? style.red('error') : style.yellow('warning');
  const where = place ? `${place.file}:${place.line}:${place.col}` : undefined;
  return [
    `${label} ${style.dim(code)} ${style.bold(message)}`,
    where && `  ${style.cyan(`--> ${where}`)}`,
    frame && indent(frame),
    hint && `  ${style.dim('help:')} ${hint}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** All problems, errors first, and how many there are. At most `max` of a kind are shown whole. */
export function renderProblems(problems: readonly Problem[], style: Style, max = 50): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const shown = [...errors.slice(0, max), ...warnings.slice(0, max)];
  const hidden = problems.length - shown.length;
  const blocks = shown.map((problem) => renderProblem(problem, style));
  if (hidden > 0) blocks.push(`… and ${count(hidden, 'more problem')}; --json lists all of them.`);
  return blocks.join('\n\n');
}
