import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { serverFailed } from './problems.ts';
import { type PythonProcess, pythonFolder, startPython } from './python-process.ts';
import { type Client, openSession, type SparkSession } from './session.ts';
import { logSettings, sparkDefaults } from './settings.ts';
import type { SparkHome } from './spark-home.ts';

export interface SparkServerOptions {
  readonly home: SparkHome;
  /** Where metastore, tables and logs lie; one server at a time. */
  readonly folder: string;
  readonly cores: number;
  /** Java's notation. */
  readonly memory?: string | undefined;
  /** For work that is over in a minute: compile quickly rather than well. */
  readonly quick?: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Where Python finds modules that transformations import. */
  readonly pythonPath?: readonly string[];
  /** Ends everything at once. */
  readonly signal?: AbortSignal | undefined;
}

/** One Spark: a JVM with a Connect server on 127.0.0.1, behind a token. */
export interface SparkServer {
  /** Opens a session: a client process, in which one command runs after the other. */
  connect(): Promise<SparkSession>;
  /** Ends its sessions and the JVM. Happens by itself when this process ends, however it ends. */
  close(): Promise<void>;
}

/**
 * Starts Spark; takes about ten seconds.
 *
 * @throws HeadraceError with Spark's last words when it does not start.
 */
export async function startSparkServer(options: SparkServerOptions): Promise<SparkServer> {
  const { home, folder, cores, memory = '2g', quick = false, signal } = options;
  signal?.throwIfAborted();
  const conf = join(folder, 'conf');
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'spark-defaults.conf'), sparkDefaults({ folder, cores, memory, quick }));
  await writeFile(join(conf, 'log4j2.properties'), logSettings);
  const token = randomBytes(24).toString('base64url');
  const env = { ...pythonEnv(options), SPARK_CONF_DIR: conf };
  const log = join(folder, 'server.log');
  const start = (script: string, more: NodeJS.ProcessEnv, file: string): PythonProcess =>
    startPython({ python: home.python, script, env: { ...env, ...more }, cwd: folder, log: file });

  const server = start('headrace_server.py', { SPARK_CONNECT_AUTHENTICATE_TOKEN: token }, log);
  const processes = [server];
  const startClient = (): Client => {
    const clientLog = join(folder, `client-${processes.length}.log`);
    const client = start('headrace_client.py', {}, clientLog);
    processes.push(client);
    return { process: client, log: clientLog };
  };
  // Loads its libraries while the JVM starts.
  let spare: Client | undefined = startClient();
  const kill = (): void => {
    for (const process of processes) process.kill();
  };
  signal?.addEventListener('abort', kill);
  const close = async (): Promise<void> => {
    await Promise.all(processes.slice(1).map((client) => client.close()));
    await server.close();
    signal?.removeEventListener('abort', kill);
  };
  const { value } = await server.lines.next();
  const port = value === undefined ? undefined : readPort(value);
  if (port === undefined) {
    await close();
    signal?.throwIfAborted();
    const reason = server.lastWords() || 'it said nothing.';
    throw new HeadraceError(serverFailed({ reason, log }), { exitCode: exitCode.failed });
  }
  return {
    connect() {
      const client = spare ?? startClient();
      spare = undefined;
      return openSession(client, `sc://localhost:${port}/;token=${token}`, signal);
    },
    close,
  };
}

function readPort(line: string): number | undefined {
  const match = /^\{"port": (\d+)\}$/.exec(line);
  return match ? Number(match[1]) : undefined;
}

/**
 * The environment of Spark's processes: ours, without what would send them to another Spark, and without
 * files beside users' sources.
 */
function pythonEnv({ env, home, pythonPath = [] }: SparkServerOptions): NodeJS.ProcessEnv {
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
