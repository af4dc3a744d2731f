import { setUpSpark } from '../../engine/spark/index.ts';
import { listenForInterrupts, unlessInterrupted } from '../interrupts.ts';
import type { SparkOptions } from './spark.ts';

export async function sparkSetup({ python, json, quiet }: SparkOptions): Promise<void> {
  const say = (text: string): void => {
    if (!quiet && !json) process.stderr.write(`${text}\n`);
  };
  const interrupts = listenForInterrupts(false, () => {});
  try {
    const { signal } = interrupts;
    const { path } = await setUpSpark({
      env: process.env,
      python,
      signal,
      onStep: (text) => say(`${text} …`),
    });
    if (json) process.stdout.write(`${JSON.stringify({ ok: true, path })}\n`);
    else if (!quiet) process.stdout.write(`Spark is ready in ${path}.\n`);
  } catch (error) {
    if (interrupts.signal.aborted) say('interrupted; run it again to go on');
    throw unlessInterrupted(error, interrupts);
  } finally {
    interrupts.dispose();
  }
}
