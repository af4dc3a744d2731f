import type { DeployEvent } from '../../deploy/index.ts';
import { duration } from '../../kernel/index.ts';
import { statusLine } from './status-line.ts';
import { styleFor } from './style.ts';

/** A line for each step, and what the CLI says below it. Its words appear as it says them, where nobody scripts. */
export function deployReporter(options: { readonly json?: boolean; readonly quiet?: boolean }): {
  onEvent: (event: DeployEvent) => void;
  close: () => void;
} {
  if (options.json) {
    return { onEvent: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`), close: () => {} };
  }
  if (options.quiet) return { onEvent: () => {}, close: () => {} };
  const style = styleFor(process.stderr);
  const status = statusLine(options);
  let lines: string[] = [];
  const say = (line: string): void => {
    status.clear();
    process.stderr.write(`${line}\n`);
  };
  return {
    onEvent(event) {
      if (event.type === 'cli_found') say(style.dim(`${event.program}: Databricks CLI ${event.version}`));
      else if (event.type === 'step_started') {
        lines = [];
        say(`${style.cyan('▸')} ${event.command}`);
      } else if (event.type === 'step_output') {
        lines.push(event.line);
        status.show(style.dim(`  ${event.line.slice(0, 100)}`));
      } else {
        // After a failure the problem shows them instead.
        for (const line of lines) say(style.dim(`  ${line}`));
        say(`${style.green('✓')} ${event.step} ${style.dim(`in ${duration(event.duration_ms)}`)}`);
      }
    },
    close: () => status.clear(),
  };
}
