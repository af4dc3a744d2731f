import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { installPostgres } from './postgres-install.ts';
import { run } from './run.ts';
import { giveToService, serviceFolder, serviceUser } from './service-user.ts';
import { type Supervisor, supervise } from './supervise.ts';

export interface PostgresOptions {
  /** New databases sort as ICU does for English. Without it, by code point (`C`). Both are always there. */
  readonly icu?: boolean;
  readonly port?: number;
  /** More settings, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

export interface Postgres {
  /** Of the database `postgres`, as its superuser, with the password. */
  readonly url: string;
  readonly port: number;
  /** The process id of the server, another one after `restart`. */
  readonly pid: number;
  readonly dataDir: string;
  /** Ends it in order, though without waiting for clients, and removes what it stored. */
  stop(): Promise<void>;
  /** `kill -9`. What it stored stays for `restart`; `stop` is still to be called. */
  kill(): Promise<void>;
  /** The same server once more: same port, same data. */
  restart(): Promise<void>;
}

/** Quick instead of safe: what they store need not survive the machine. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: 200,
};

/** Starts a real Postgres on the loopback interface, of which this process is the only owner. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const home = await installPostgres();
  const cluster: Cluster = {
    home,
    folder: serviceFolder('postgres'),
    port: options.port ?? (await freePort()),
    password: randomBytes(12).toString('hex'),
    settings: { ...settings, ...options.settings },
  };
  let server = await initialize(cluster, options.icu ?? false)
    .then(() => launch(cluster))
    .catch((error: unknown) => {
      remove(cluster);
      throw error;
    });
  return {
    url: urlOf(cluster),
    port: cluster.port,
    get pid() {
      if (server.pid === undefined) throw new Error('Postgres does not run');
      return server.pid;
    },
    dataDir: dataOf(cluster),
    async stop() {
      await server.end('SIGINT');
      remove(cluster);
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGINT');
      server = await launch(cluster);
    },
  };
}

interface Cluster {
  readonly home: string;
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

function dataOf({ folder }: Cluster): string {
  return join(folder, 'data');
}

function urlOf({ password, port }: Cluster): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function initialize(cluster: Cluster, icu: boolean): Promise<void> {
  const passwordFile = join(cluster.folder, 'password');
  writeFileSync(passwordFile, `${cluster.password}\n`);
  giveToService(cluster.folder);
  const locale = icu ? ['--locale-provider=icu', '--icu-locale=en'] : [];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const rest = ['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await run(
    join(cluster.home, 'bin', 'initdb'),
    [`--pgdata=${dataOf(cluster)}`, ...access, ...rest, ...locale],
    { ...serviceUser(), cwd: cluster.folder, env: environment() },
  );
}

/** Nothing of the caller's: PGDATA, PGPORT and their like would count. */
function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
}

async function launch(cluster: Cluster): Promise<Supervisor> {
  const log = join(cluster.folder, 'output.log');
  const pidFile = join(cluster.folder, 'pid');
  const all = { ...cluster.settings, port: cluster.port, external_pid_file: pidFile };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = (): Supervisor =>
    supervise({
      command: [join(cluster.home, 'bin', 'postgres'), '-D', dataOf(cluster), ...flags],
      cwd: cluster.folder,
      env: environment(),
      user: serviceUser(),
      pidFile,
      log,
      folder: cluster.folder,
    });
  const deadline = Date.now() + 60_000;
  let server = start();
  while (!(await answers(urlOf(cluster)))) {
    if (Date.now() > deadline) {
      await server.end('SIGKILL');
      throw new Error(`Postgres did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    await sleep(50);
    // After a kill, what the dead server shared with its children is theirs until they notice.
    if (server.ended) server = start();
  }
  return server;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function remove({ folder }: Cluster): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
