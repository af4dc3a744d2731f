import { type SparkHome, setUpSpark } from '../../src/engine/spark/index.ts';

/**
 * The one place that prepares Spark for tests, by the code of `headrace spark setup`. It is where the user's
 * own is (or HEADRACE_SPARK_HOME), and is made only once.
 */
export function sparkHome(): Promise<SparkHome> {
  return setUpSpark({ env: process.env, python: 'python3', onStep: () => {} });
}
