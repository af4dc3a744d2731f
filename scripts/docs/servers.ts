import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startElasticsearch } from '../../test/servers/elasticsearch.ts';
import { httpCall } from '../../test/servers/http-call.ts';
import { startPostgres } from '../../test/servers/postgres.ts';
import type { Surroundings } from './examples.ts';

/** Where examples that need servers find them. */
export interface DocsServers {
  /** An empty database, and a cluster without the indexes of other examples. */
  fresh(): Promise<Surroundings>;
  close(): Promise<void>;
}

/** Those of `npm run servers` where its lines were exported, else servers of our own. */
export async function openDocsServers(): Promise<DocsServers> {
  const { ELASTICSEARCH_URL, HEADRACE_TEST_POSTGRES_URL } = process.env;
  if (ELASTICSEARCH_URL && HEADRACE_TEST_POSTGRES_URL) {
    const given = { elasticsearchUrl: ELASTICSEARCH_URL, postgresUrl: HEADRACE_TEST_POSTGRES_URL };
    return { fresh: () => freshServers(given), close: async () => {} };
  }
  const started = await Promise.all([startElasticsearch({ quickStart: true }), startPostgres()]);
  const [elasticsearch, postgres] = started;
  const own = { elasticsearchUrl: elasticsearch.url, postgresUrl: postgres.url };
  return {
    fresh: () => freshServers(own),
    close: async () => void (await Promise.all(started.map((server) => server.stop()))),
  };
}

async function freshServers(servers: {
  readonly elasticsearchUrl: string;
  readonly postgresUrl: string;
}): Promise<Surroundings> {
  const database = `docs_${randomBytes(5).toString('hex')}`;
  const client = new pg.Client({ connectionString: servers.postgresUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`);
  } finally {
    await client.end();
  }
  const url = new URL(servers.postgresUrl);
  url.pathname = `/${database}`;
  await removeExampleIndexes(servers.elasticsearchUrl);
  return serverSurroundings(url.href, servers.elasticsearchUrl);
}

/** Servers are where one expects them, and the database is called like one. */
export function serverSurroundings(databaseUrl: string, elasticsearchUrl: string): Surroundings {
  const [database, cluster] = [new URL(databaseUrl), new URL(elasticsearchUrl)];
  return {
    kind: 'servers',
    variables: { DATABASE_URL: databaseUrl, ELASTICSEARCH_URL: elasticsearchUrl },
    ordinary: (output) =>
      output
        .replaceAll(database.host, 'localhost:5432')
        .replaceAll(cluster.host, 'localhost:9200')
        .replaceAll(database.pathname.slice(1), 'warehouse')
        .replaceAll(`"port": ${database.port}`, '"port": 5432')
        .replaceAll(`"host": "${database.hostname}"`, '"host": "localhost"'),
  };
}

/** What examples in the documentation call their indexes; nobody else may. */
const indexNames = /^(integrated_records|organizations|index_[ab])(_v\d+)?$/;

/** Removes what examples have left in a cluster: their indexes, and how far their loads came. */
export async function removeExampleIndexes(elasticsearchUrl: string): Promise<void> {
  const call = (path: string, method = 'GET') => httpCall(new URL(path, elasticsearchUrl), { method });
  const found = await call('/_cat/indices?h=index');
  for (const name of found.body.split('\n').filter((name) => indexNames.test(name))) {
    await call(`/${name}`, 'DELETE');
  }
  await call('/headrace-state/_refresh', 'POST');
  const states: { hits?: { hits: readonly State[] } } = JSON.parse(
    (await call('/headrace-state/_search?size=10000&_source=key')).body,
  );
  for (const { _id, _source } of states.hits?.hits ?? []) {
    if (!_source.key.split(' ').some((word) => indexNames.test(word))) continue;
    await call(`/headrace-state/_doc/${encodeURIComponent(_id)}`, 'DELETE');
  }
}

interface State {
  readonly _id: string;
  readonly _source: { readonly key: string };
}
