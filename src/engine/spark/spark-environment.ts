import { delimiter, dirname } from 'node:path';
import { pythonFolder } from './python-process.ts';
import type { SparkHome } from './spark-home.ts';

/** What Spark's processes run in. */
export interface SparkEnvironment {
  readonly home: SparkHome;
  /** Where they are at home: logs, and what a server keeps. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where Python finds modules that transformations import. */
  readonly pythonPath?: readonly string[];
  /** Ends everything at once. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The variables of Spark's processes: ours, without what would send them to another Spark, and so that
 * nothing is written beside users' sources.
 */
export function pythonEnv({ env, home, pythonPath = [] }: SparkEnvironment): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(SPARK|PYSPARK|PYTHON)/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(home.python), env.PATH].filter(Boolean).join(delimiter),
    PYTHONPATH: [pythonFolder, ...pythonPath].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    PYSPARK_PYTHON: home.python,
    SPARK_LOCAL_IP: '127.0.0.1',
  };
}
