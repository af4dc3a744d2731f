import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { commandLine, type Surroundings } from './examples.ts';

const standIn = fileURLToPath(new URL('../../test/deploy/stand-in-cli.ts', import.meta.url));

/** A workspace for examples. It is a process of its own, as examples are waited for without a break. */
export interface DocsWorkspace {
  readonly surroundings: Surroundings;
  close(): Promise<void>;
}

/** Starts `headrace fake-databricks`, and puts a stand-in where the official command is looked for. */
export async function openDocsWorkspace(): Promise<DocsWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace docs cli '));
  const program = join(folder, 'databricks');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
  chmodSync(program, 0o755);
  const child = spawn(process.execPath, [commandLine(), 'fake-databricks', '--run-time', '1s'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const variables: Record<string, string> = { DATABRICKS_CLI: program };
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^export (DATABRICKS_\w+)=(\S+)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables[name] = value;
    if (variables.DATABRICKS_HOST && variables.DATABRICKS_TOKEN) break;
  }
  const host = variables.DATABRICKS_HOST ?? '';
  return {
    surroundings: {
      kind: 'workspace',
      variables,
      ordinary: (output) =>
        output.replaceAll(host, 'https://adb-1.example.net').replaceAll(program, 'databricks'),
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
