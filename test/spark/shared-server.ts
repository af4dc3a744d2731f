import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSparkServer } from '../../src/engine/spark/index.ts';
import { sparkHome } from './spark-home.ts';

/** The Spark that all test files share: its start is what takes longest. */
export async function startSharedSpark(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace spark '));
  const home = await sparkHome();
  const server = await startSparkServer({ home, folder, cores: 2, env: process.env, quick: true });
  return {
    url: server.remote,
    async stop() {
      await server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
