import { setUpSpark } from '../../engine/spark/index.ts';
import type { SparkOptions } from './spark.ts';

export async function sparkSetup({ python, json, quiet }: SparkOptions): Promise<void> {
  const { path } = await setUpSpark({
    env: process.env,
    python,
    onStep: (text) => {
      if (!quiet && !json) process.stderr.write(`${text} …\n`);
    },
  });
  if (json) process.stdout.write(`${JSON.stringify({ ok: true, path })}\n`);
  else if (!quiet) process.stdout.write(`Spark is ready in ${path}.\n`);
}
