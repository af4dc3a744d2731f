import type { Properties } from './fixture.ts';

/** One index of the benchmark: made before the clock runs, looked at after it has stopped. */
export interface ElasticIndex {
  readonly name: string;
  create(properties: Properties): Promise<void>;
  /** Makes all that was written searchable, and says how much it is. */
  refreshAndCount(): Promise<number>;
  /** A document as it is stored; undefined when there is none. */
  get(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  removeDocument(id: string): Promise<void>;
  /** Writes all of it to disk. */
  flush(): Promise<void>;
  remove(): Promise<void>;
}

/** The same for every client: one shard, no copies, searchable after a second as is Elasticsearch's default. */
const settings = { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '1s' };

export function elasticIndex(url: string, name: string): ElasticIndex {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(path, url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const mustCall = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await call(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    name,
    async create(properties) {
      await mustCall('PUT', `/${name}`, { settings, mappings: { dynamic: false, properties } });
    },
    async refreshAndCount() {
      await mustCall('POST', `/${name}/_refresh`);
      const { count }: { count: number } = JSON.parse(
        await (await mustCall('GET', `/${name}/_count`)).text(),
      );
      return count;
    },
    async get(id) {
      const response = await call('GET', `/${name}/_source/${encodeURIComponent(id)}`);
      return response.ok ? JSON.parse(await response.text()) : undefined;
    },
    async removeDocument(id) {
      await mustCall('DELETE', `/${name}/_doc/${encodeURIComponent(id)}`);
    },
    async flush() {
      await mustCall('POST', `/${name}/_flush`);
    },
    async remove() {
      await call('DELETE', `/${name}`);
    },
  };
}
