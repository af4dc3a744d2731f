import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadraceError } from '../../kernel/index.ts';
import { clientsIn } from './clients.ts';
import { serverFailed } from './problems.ts';
import { startPython } from './python-process.ts';
import { refuseMovedCatalog } from './refuse-moved-catalog.ts';
import type { SparkSession } from './session.ts';
import { logSettings, sparkDefaults } from './settings.ts';
import { pythonEnv, type SparkEnvironment } from './spark-environment.ts';

/** `folder` also holds metastore and tables: one server at a time. */
export interface SparkServerOptions extends SparkEnvironment {
  readonly cores: number;
  /** Java's notation. */
  readonly memory?: string | undefined;
  /** For work that is over in a minute: compile quickly rather than well. */
  readonly quick?: boolean;
}

/** One Spark: a JVM with a Connect server on 127.0.0.1, behind a token. */
export interface SparkServer {
  /** Its address, token included: a secret. */
  readonly remote: string;
  /** Opens a session: a client process, in which one command runs after the other. */
  connect(): Promise<SparkSession>;
  /** Ends its sessions and the JVM. Happens by itself when this process ends, however it ends. */
  close(): Promise<void>;
}

/**
 * Starts Spark; takes about ten seconds.
 *
 * @throws HeadraceError with Spark's last words when it does not start, and when the folder was moved.
 */
export async function startSparkServer(options: SparkServerOptions): Promise<SparkServer> {
  const { home, folder, cores, memory = '2g', quick = false, signal } = options;
  signal?.throwIfAborted();
  const conf = join(folder, 'conf');
  const settingsFile = join(conf, 'spark-defaults.conf');
  await refuseMovedCatalog(folder, settingsFile);
  await mkdir(conf, { recursive: true });
  await writeFile(settingsFile, sparkDefaults({ folder, cores, memory, quick }));
  await writeFile(join(conf, 'log4j2.properties'), logSettings);
  const token = randomBytes(24).toString('base64url');
  const log = join(folder, 'server.log');
  const env = { ...pythonEnv(options), SPARK_CONF_DIR: conf, SPARK_CONNECT_AUTHENTICATE_TOKEN: token };
  const server = startPython({ python: home.python, script: 'headrace_server.py', env, cwd: folder, log });
  let ended = false;
  const clients = clientsIn(options, () => (ended ? { reason: server.lastWords(), log } : undefined));
  // A client would go on knocking for ten minutes.
  server.onEnd(() => {
    ended = true;
    clients.kill();
  });
  const kill = (): void => {
    server.kill();
    clients.kill();
  };
  signal?.addEventListener('abort', kill);
  const close = async (): Promise<void> => {
    await clients.close();
    await server.close();
    signal?.removeEventListener('abort', kill);
  };
  clients.prepare();
  const { value } = await server.lines.next();
  const port = value === undefined ? undefined : /^\{"port": (\d+)\}$/.exec(value)?.[1];
  if (port === undefined) {
    await close();
    signal?.throwIfAborted();
    throw new HeadraceError(serverFailed({ reason: server.lastWords(), log }));
  }
  const remote = `sc://localhost:${port}/;token=${token}`;
  return { remote, connect: () => clients.connect(remote), close };
}

/** Opens sessions on a server that another process has started; closing ends these sessions only. */
export async function joinSparkServer(remote: string, options: SparkEnvironment): Promise<SparkServer> {
  await mkdir(options.folder, { recursive: true });
  const clients = clientsIn(options);
  return { remote, connect: () => clients.connect(remote), close: () => clients.close() };
}
