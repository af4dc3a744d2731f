import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Elasticsearch, startElasticsearch } from '../../test/servers/elasticsearch.ts';
import { type Postgres, startPostgres } from '../../test/servers/postgres.ts';
import { treeCpu } from '../shared/process-tree.ts';

export interface Servers {
  readonly elasticsearch: Elasticsearch;
  readonly postgres: Postgres;
  /** A connection for fixtures and checks. */
  readonly client: pg.Client;
  /** What they are, for the report. */
  readonly names: string;
  /** Returns when neither server works on anything of its own, or after a while. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

const heap = '1g';

/** Real servers of one's own, as a machine would run them: Elasticsearch with its full compiler. */
export async function startServers(): Promise<Servers> {
  const started = await Promise.allSettled([
    startElasticsearch({ heap }),
    // Vacuumed by hand: nothing is to start in the middle of a measurement.
    startPostgres({ settings: { autovacuum: 'off', max_wal_size: '8GB' } }),
  ]);
  const [elasticsearch, postgres] = started;
  if (elasticsearch.status === 'rejected' || postgres.status === 'rejected') {
    for (const server of started) if (server.status === 'fulfilled') await server.value.stop();
    throw new Error('the servers did not start', {
      cause: started.flatMap((server) => (server.status === 'rejected' ? [server.reason] : [])),
    });
  }
  const servers = { elasticsearch: elasticsearch.value, postgres: postgres.value };
  const client = new pg.Client({ connectionString: servers.postgres.url });
  await client.connect();
  return {
    ...servers,
    client,
    names: `Elasticsearch ${await elasticsearchVersion(servers.elasticsearch.url)} with a heap of ${heap}, PostgreSQL ${await postgresVersion(client)}`,
    async calm() {
      await client.query('CHECKPOINT');
      await quiet([servers.elasticsearch.pid, servers.postgres.pid]);
    },
    async stop() {
      await client.end();
      await Promise.all([servers.elasticsearch.stop(), servers.postgres.stop()]);
    },
  };
}

async function elasticsearchVersion(url: string): Promise<string> {
  const response = await fetch(new URL('/_nodes/_local?filter_path=nodes.*.version', url));
  return /"version":"([^"]+)"/.exec(await response.text())?.[1] ?? 'of an unknown version';
}

async function postgresVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version ?? 'of an unknown version';
}

const lookMs = 300;
const patienceMs = 20_000;
/** Share of the machine below which what a server does is no more than waiting. */
const idleShare = 0.05;

async function quiet(pids: readonly number[]): Promise<void> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + treeCpu(pid), 0);
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const before = cpu();
    await sleep(lookMs);
    if (cpu() - before <= (idleShare * availableParallelism() * lookMs) / 1000) return;
  }
}
