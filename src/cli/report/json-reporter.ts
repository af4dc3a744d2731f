import type { Reporter } from './reporter.ts';

/** One event a line. */
export function jsonReporter(out: NodeJS.WritableStream): Reporter {
  return {
    onEvent: (event) => void out.write(`${JSON.stringify(event)}\n`),
    close: () => {},
  };
}
