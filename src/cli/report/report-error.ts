import { HeadraceError } from '../../kernel/index.ts';
import { renderProblems } from './report-problem.ts';
import { styleFor } from './style.ts';

/** Says why a command could not be done: problems as problems, the unexpected in one line. */
export function reportError(error: unknown, options: { json: boolean; debug: boolean }): void {
  const style = styleFor(process.stderr);
  if (error instanceof HeadraceError) {
    if (options.json) {
      for (const problem of error.problems) {
        process.stdout.write(`${JSON.stringify({ type: 'problem', ...problem })}\n`);
      }
    } else process.stderr.write(`${renderProblems(error.problems, style)}\n`);
    if (options.debug && error.cause) process.stderr.write(`\n${stackOf(error.cause)}\n`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ type: 'problem', severity: 'error', message })}\n`);
  } else {
    process.stderr.write(
      `${style.red('error')} ${style.bold(`Something unexpected happened: ${message}`)}\n`,
    );
    if (!options.debug)
      process.stderr.write(`  ${style.dim('help:')} Run it again with --debug to see where.\n`);
  }
  if (options.debug) process.stderr.write(`\n${stackOf(error)}\n`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
