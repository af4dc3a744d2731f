import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installElasticsearch } from './elasticsearch-install.ts';
import { makeCertificates } from './elasticsearch-security.ts';
import { freePort } from './free-port.ts';
import { httpCall } from './http-call.ts';
import { findJava } from './java.ts';
import { run } from './run.ts';
import { giveToService, serviceFolder, serviceUser } from './service-user.ts';
import { type Supervisor, supervise } from './supervise.ts';

export interface ElasticsearchOptions {
  /** Fixed, as Elasticsearch wants it. 512m without a word. */
  readonly heap?: `${number}m` | `${number}g`;
  /** TLS and a password, as on a server that matters. */
  readonly security?: boolean;
  readonly port?: number;
  /** Starts in half of the time and never becomes fast: for tests, not for measurements. */
  readonly quickStart?: boolean;
  /** More lines of `elasticsearch.yml`, such as `http.max_content_length`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

export interface Elasticsearch {
  /** Without credentials. */
  readonly url: string;
  /** The process id of the server, another one after `restart`. */
  readonly pid: number;
  readonly dataDir: string;
  /** PEM; with `security` only, as are the next two. */
  readonly caCertificate?: string;
  readonly username?: string;
  readonly password?: string;
  /** Ends it in order, and removes what it stored. */
  stop(): Promise<void>;
  /** `kill -9`. What it stored stays for `restart`; `stop` is still to be called. */
  kill(): Promise<void>;
  /** The same node once more: same port, same data. */
  restart(): Promise<void>;
}

/** Starts a real Elasticsearch on the loopback interface, of which this process is the only owner. */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<Elasticsearch> {
  const java = findJava();
  if ('missing' in java) throw new Error(java.missing);
  const node = await prepare(await installElasticsearch(), java.home, options);
  let server = await launch(node).catch((error: unknown) => {
    remove(node);
    throw error;
  });
  const { url, caCertificate, password } = node;
  return {
    url,
    get pid() {
      if (server.pid === undefined) throw new Error('Elasticsearch does not run');
      return server.pid;
    },
    dataDir: join(node.folder, 'data'),
    ...(caCertificate === undefined ? {} : { caCertificate, username: 'elastic', password }),
    async stop() {
      await server.end('SIGTERM');
      remove(node);
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGTERM');
      server = await launch(node);
    },
  };
}

interface Node {
  readonly folder: string;
  readonly home: string;
  readonly javaHome: string;
  readonly url: string;
  readonly password: string;
  readonly caCertificate: string | undefined;
}

/** A folder with all that belongs to one node: configuration, data, logs. The installation is shared. */
async function prepare(home: string, javaHome: string, options: ElasticsearchOptions): Promise<Node> {
  const { heap = '512m', security = false, quickStart = false } = options;
  const folder = serviceFolder('elasticsearch');
  const config = join(folder, 'config');
  for (const name of ['config/jvm.options.d', 'data', 'logs', 'tmp'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['jvm.options', 'log4j2.properties', 'roles.yml', 'users', 'users_roles'])
    copyFileSync(join(home, 'config', name), join(config, name));
  const jvm = [`-Xms${heap}`, `-Xmx${heap}`, ...(quickStart ? quickJvm : [])];
  writeFileSync(join(config, 'jvm.options.d', 'headrace.options'), `${jvm.join('\n')}\n`);

  const port = options.port ?? (await freePort());
  const settings = {
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': await freePort(),
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.security.enabled': security,
    ...(security ? secured : {}),
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  writeFileSync(join(config, 'elasticsearch.yml'), lines.join(''));

  const url = `${security ? 'https' : 'http'}://127.0.0.1:${port}`;
  const password = randomBytes(12).toString('hex');
  const node = { folder, home, javaHome, url, password, caCertificate: undefined };
  const secure = security ? { caCertificate: await secureNode(node) } : {};
  giveToService(folder);
  return { ...node, ...secure };
}

/** The optimising compiler and the parallel collector are what takes so long at the start. */
const quickJvm = ['-XX:TieredStopAtLevel=1', '-XX:-UseG1GC', '-XX:+UseSerialGC'];

const secured = {
  'xpack.security.enrollment.enabled': false,
  'xpack.security.http.ssl.enabled': true,
  'xpack.security.http.ssl.keystore.path': 'http.p12',
};

async function secureNode(node: Node): Promise<string> {
  const secrets = {
    'bootstrap.password': node.password,
    'xpack.security.http.ssl.keystore.secure_password': node.password,
  };
  const keystore = join(node.home, 'bin', 'elasticsearch-keystore');
  const [certificate] = await Promise.all([
    makeCertificates(node.javaHome, join(node.folder, 'config'), node.password),
    run(keystore, ['add', '--force', '--stdin', ...Object.keys(secrets)], {
      cwd: node.folder,
      env: environment(node),
      input: `${Object.values(secrets).join('\n')}\n`,
    }),
  ]);
  return certificate;
}

/** Nothing of the caller's, such as options for another Java. */
function environment({ folder, javaHome }: Node): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: folder,
    ES_JAVA_HOME: javaHome,
    ES_PATH_CONF: join(folder, 'config'),
    ES_TMPDIR: join(folder, 'tmp'),
  };
}

async function launch(node: Node): Promise<Supervisor> {
  const log = join(node.folder, 'output.log');
  const pidFile = join(node.folder, 'pid');
  const server = supervise({
    command: [join(node.home, 'bin', 'elasticsearch'), '-p', pidFile],
    cwd: node.folder,
    env: environment(node),
    user: serviceUser(),
    pidFile,
    log,
    folder: node.folder,
  });
  const deadline = Date.now() + 180_000;
  while (!(await isHealthy(node))) {
    if (server.ended || Date.now() > deadline) {
      await server.end('SIGKILL');
      throw new Error(`Elasticsearch did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    await sleep(100);
  }
  return server;
}

async function isHealthy({ url, caCertificate, password }: Node): Promise<boolean> {
  try {
    const security = caCertificate === undefined ? {} : { ca: caCertificate, auth: `elastic:${password}` };
    const health = new URL('/_cluster/health?wait_for_status=yellow&timeout=1s', url);
    return (await httpCall(health, { timeout: 5000, ...security })).status === 200;
  } catch {
    return false;
  }
}

function remove({ folder }: Node): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
