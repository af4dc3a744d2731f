import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly job?: string;
  readonly protocolPort?: number;
}

const about = `
GET /run?id=foo&url=… answers "working on it", "I am done" or "failed: …". A job that was started calls
POST /resolve with its promise_id; one that never does is watched, and its end settles the promise.

On this machine only, no key is needed. With --public-url or another --host, requests need the API key
(HEADRACE_API_KEY, or the one in .headrace/api.key) as \`Authorization: Bearer …\`, and callbacks the token of their
job. Workflows that were under way when the server ended go on when it starts.`;

export function registerServe(program: Command): void {
  addCommand(program, 'serve', 'Run the workflows of the project, and an HTTP interface to them.', [
    ['headrace serve', 'on port 8000 of this machine'],
    ['headrace serve --job 123 --public-url https://example.ngrok.app', 'jobs call back through a tunnel'],
    ['headrace serve --port 9000 --json', 'events as JSON lines'],
  ])
    .option('--port <n>', 'port to listen on; 0 for any', wholeNumber(0), 8000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-url <url>', 'where jobs reach this server: a tunnel or a proxy')
    .option('--job <id>', 'the Databricks job that is run when a request names none (JOB_ID)')
    .option(
      '--protocol-port <n>',
      'also serve the Resonate protocol, on this port of 127.0.0.1',
      wholeNumber(0),
    )
    .addHelpText('after', about)
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve-action.ts');
      await serve(options);
    });
}
