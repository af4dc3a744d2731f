import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, inject, it } from 'vitest';
import {
  findSparkHome,
  joinSparkServer,
  runCommand,
  type SparkServer,
  sparkChecks,
} from '../../src/engine/spark/index.ts';

const missing = await missingForSpark();

/** What a test run cannot install by itself, and what it may only install on CI. */
async function missingForSpark(): Promise<string | undefined> {
  const needed = process.env.CI ? ['Java', 'Python'] : undefined;
  const checks = await sparkChecks(process.env, runCommand);
  const wrong = checks.filter(({ name, ok }) => !ok && (needed?.includes(name) ?? true));
  return wrong.length === 0
    ? undefined
    : wrong.map(({ name, found, remedy }) => `${name}: ${found}. ${remedy}`).join(' ');
}

/**
 * A suite on a real Spark. Where it is not set up the suite is skipped, and its name says what to do; on CI it
 * is set up, and a failure if that cannot be.
 */
export function describeWithSpark(name: string, body: () => void): void {
  if (missing !== undefined && process.env.CI) {
    describe(name, () => {
      it('has a Spark', () => {
        throw new Error(missing);
      });
    });
  } else describe.skipIf(missing !== undefined)(missing ? `${name} (${missing})` : name, body);
}

/**
 * Opens sessions on the one Spark of the test run, which starts when the first test asks for it. Tests keep
 * apart by schemas. To be used in hooks.
 */
export async function sharedSpark(pythonPath: readonly string[] = []): Promise<SparkServer> {
  const response = await fetch(new URL('spark', inject('sharedServers')));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const folder = mkdtempSync(join(tmpdir(), 'headrace spark client '));
  const home = await findSparkHome(process.env);
  const server = await joinSparkServer(text, { home, folder, env: process.env, pythonPath });
  return {
    ...server,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
