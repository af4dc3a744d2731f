import { eventText } from './event-text.ts';
import { renderProblem } from './report-problem.ts';
import type { Reporter } from './reporter.ts';
import { styleFor } from './style.ts';

/** A line for everything worth keeping: for files, pipes and CI. */
export function plainReporter(out: NodeJS.WriteStream): Reporter {
  const text = eventText(styleFor(out));
  return {
    onEvent(event) {
      const line = text.line(event);
      if (line !== undefined) out.write(`${line}\n`);
    },
    close: () => {},
  };
}

/** Only what went wrong. */
export function quietReporter(out: NodeJS.WriteStream): Reporter {
  const style = styleFor(out);
  return {
    onEvent(event) {
      const problems =
        event.type === 'table_finished' || event.type === 'table_retry'
          ? (event.problems ?? [])
          : event.type === 'warning'
            ? [event.problem]
            : [];
      for (const problem of problems) out.write(`${renderProblem(problem, style)}\n`);
    },
    close: () => {},
  };
}
