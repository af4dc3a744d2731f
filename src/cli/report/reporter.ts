import type { RunEvent } from '../../run/index.ts';
import { jsonReporter } from './json-reporter.ts';
import { plainReporter, quietReporter } from './plain-reporter.ts';

/** Shows a run's events to whoever is watching. */
export interface Reporter {
  readonly onEvent: (event: RunEvent) => void;
  /** Ends whatever moves on the screen. */
  close(): void;
}

/** The reporter for these options: JSON lines, live on a terminal, plain lines otherwise. */
export async function reporterFor(options: { json?: boolean; quiet?: boolean }): Promise<Reporter> {
  if (options.json) return jsonReporter(process.stdout);
  if (options.quiet) return quietReporter(process.stderr);
  if (process.stdout.isTTY && !process.env.CI) {
    const { liveReporter } = await import('./live-reporter.ts');
    return liveReporter(process.stdout);
  }
  return plainReporter(process.stdout);
}
