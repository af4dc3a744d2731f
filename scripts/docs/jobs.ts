import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from './examples.ts';

const world = fileURLToPath(new URL('jobs-world.ts', import.meta.url));

/** What examples with jobs need: their workspace, a mail server, and a port for `headrace serve`. */
export interface DocsJobs {
  readonly surroundings: Surroundings;
  close(): Promise<void>;
}

/** Starts them. On pages `headrace serve` has its usual port; here it has one that is free. */
export async function openDocsJobs(): Promise<DocsJobs> {
  const child = spawn(process.execPath, [world], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said: { readonly host: string; readonly mail: string } | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    said = JSON.parse(line);
    break;
  }
  if (!said) throw new Error('the surroundings of examples with jobs did not start');
  const { host, mail } = said;
  const port = await freePort();
  return {
    surroundings: {
      kind: 'jobs',
      variables: { DATABRICKS_HOST: host, DATABRICKS_TOKEN: 'fake-token', SMTP_URL: mail },
      typed: (line) =>
        line.replaceAll('headrace serve', `headrace serve --port ${port}`).replaceAll(':8000', `:${port}`),
      ordinary: (output) =>
        output
          .replaceAll(host, 'https://adb-1.example.net')
          .replaceAll(mail, 'smtp://mail.example.net')
          .replaceAll(`:${port}`, ':8000'),
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
