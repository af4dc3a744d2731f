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

/** Variables that would send Spark's processes to another Spark, file system or catalog. */
const misleading = /^(SPARK|PYSPARK|PYTHON|HADOOP|HIVE|YARN)/;
const loopback = 'localhost,127.0.0.1,::1';

/**
 * The variables of Spark's processes: ours, without the misleading ones, and so that nothing is written beside
 * users' sources.
 */
export function pythonEnv({ env, home, pythonPath = [] }: SparkEnvironment): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !misleading.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(home.python), env.PATH].filter(Boolean).join(delimiter),
    PYTHONPATH: [pythonFolder, ...pythonPath].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    PYSPARK_PYTHON: home.python,
    SPARK_LOCAL_IP: '127.0.0.1',
    // Java takes the encoding of file names, and how letters are made large and small, from here.
    LC_ALL: 'C.UTF-8',
    // A proxy for the internet is not asked for a server on this machine.
    no_grpc_proxy: loopback,
  };
}
