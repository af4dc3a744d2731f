import { Client } from '@elastic/elasticsearch';
import { expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { openQueryClient, type QueryClient } from '../../src/search/index.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { freePort } from '../servers/free-port.ts';

const schema = {
  analyzer: 'standard',
  fields: {
    title: { type: 'text' },
    n: { type: 'long' },
    tag: { type: 'keyword' },
    v: { type: 'vector', dimensions: 2 },
  },
} as const;

/** The point in time that a cursor belongs to. */
function pitOf(cursor: string): string {
  const [, , { pit }] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return pit;
}

describeWithServers('a QueryClient of Elasticsearch', ['elasticsearch'], (servers) => {
  async function made(
    documents: Readonly<Record<string, string>>,
    settings: object = {},
  ): Promise<{
    readonly client: QueryClient<typeof schema.fields>;
    readonly raw: Client;
    readonly index: string;
  }> {
    const { url, freshPrefix } = servers.elasticsearch;
    const raw = new Client({ node: url });
    const index = `${freshPrefix()}query`;
    const properties = {
      title: { type: 'text' },
      n: { type: 'long' },
      tag: { type: 'keyword' },
      v: { type: 'dense_vector', dims: 2 },
    };
    await raw.transport.request({
      method: 'PUT',
      path: `/${index}`,
      body: { settings, mappings: { properties } },
    });
    const lines = Object.entries(documents).map(([id, json]) => `{"index":{"_id":"${id}"}}\n${json}\n`);
    await raw.transport.request({
      method: 'POST',
      path: `/${index}/_bulk`,
      querystring: 'refresh=true',
      bulkBody: lines.join(''),
    });
    const client = await openQueryClient({
      backend: 'elasticsearch',
      nodes: [url],
      index,
      schema,
      pageLifetimeMs: 60_000,
    });
    onTestFinished(async () => {
      await client.close();
      await raw.close();
    });
    return { client, raw, index };
  }

  it('pages through integers that are no JavaScript numbers, and lists of them', async () => {
    const numbers = [
      '9007199254740993',
      '9007199254740992',
      '9007199254740994',
      '-9223372036854775807',
      '[5,9007199254740995]',
      '[]',
      '3',
    ];
    const documents = Object.fromEntries(numbers.map((n, position) => [`d${position}`, `{"n":${n}}`]));
    const { client } = await made(documents, { number_of_shards: 3 });
    const pages = async (order: 'asc' | 'desc'): Promise<string[]> => {
      const found: string[] = [];
      for (let cursor: string | true | undefined = true; cursor !== undefined; ) {
        const page: Awaited<ReturnType<typeof client.keyword>> = await client.keyword({
          sort: [{ field: 'n', order }],
          limit: 1,
          cursor,
        });
        found.push(...page.hits.map(({ id }) => id));
        cursor = page.cursor;
      }
      return found;
    };
    expect(await pages('asc')).toEqual(['d3', 'd6', 'd4', 'd1', 'd0', 'd2', 'd5']);
    expect(await pages('desc')).toEqual(['d4', 'd2', 'd0', 'd1', 'd6', 'd3', 'd5']);
  });

  it('keeps a result for those who have a cursor only', async () => {
    const { client, raw, index } = await made({ a: '{"tag":"x"}', b: '{"tag":"y"}', c: '{"tag":"y"}' });
    const open = async (): Promise<number> => {
      const stats = await raw.indices.stats({ index, metric: 'search' });
      return stats._all.primaries?.search?.open_contexts ?? Number.NaN;
    };
    expect((await client.keyword({ limit: 3, cursor: true })).cursor).toBeUndefined();
    for await (const _ of client.iterate({ limit: 1 })) break;
    expect(await open()).toBe(0);
    const { cursor = '' } = await client.keyword({ sort: ['tag'], limit: 2, cursor: true });
    for (let n = 0; n < 2; n += 1) {
      const last = await client.keyword({ sort: ['tag'], limit: 2, cursor });
      expect([last.hits.length, last.cursor]).toEqual([1, undefined]);
    }
    expect(await open()).toBe(1);
    await raw.transport.request({ method: 'DELETE', path: '/_pit', body: { id: pitOf(cursor) } });
    await expect(client.keyword({ sort: ['tag'], limit: 2, cursor })).rejects.toThrow(/HR-SEARCH-064/);
  });

  it('takes weights, and shows neither vectors nor what is ours', async () => {
    const { client } = await made({
      a: '{"title":"warm coat","v":[1,0],"_headrace":{"b":1,"h":2,"l":3}}',
      b: '{}',
    });
    expect(await client.mget(['a', 'b'])).toEqual([{ title: 'warm coat' }, {}]);
    const { hits } = await client.search({ query: 'warm', fields: { title: 0.5 }, highlight: true });
    expect(hits[0]).toMatchObject({ id: 'a', highlights: { title: ['«warm» coat'] } });
    expectTypeOf(client.search)
      .parameter(0)
      .toHaveProperty('fields')
      .toEqualTypeOf<readonly 'title'[] | { readonly title?: number } | undefined>();
  });

  it('says what is missing: the index, the server, time', async () => {
    const { url, freshPrefix } = servers.elasticsearch;
    const nowhere = await openQueryClient({
      backend: 'elasticsearch',
      nodes: [url],
      index: `${freshPrefix()}no`,
      schema,
    });
    for (const ask of [
      () => nowhere.search({ query: 'x' }),
      () => nowhere.health(),
      () => nowhere.get('x'),
      () => nowhere.hybrid({ query: 'x', vector: [1, 0] }),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(/HR-ELASTIC-014/),
      });
    }
    await nowhere.close();
    const dead = await openQueryClient({
      backend: 'elasticsearch',
      nodes: [`http://127.0.0.1:${await freePort()}`],
      index: 'x',
      schema,
    });
    await expect(dead.count()).rejects.toMatchObject({ exitCode: 5 });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(dead.search({ query: 'x', signal })).rejects.toThrow('enough');
    await dead.close();
  });

  it('works through an alias of several indexes', async () => {
    const first = await made({ a: '{"title":"warm"}' });
    const second = await made({ b: '{"title":"warm"}' });
    const alias = `${servers.elasticsearch.freshPrefix()}both`;
    for (const { index } of [first, second]) await first.raw.indices.putAlias({ index, name: alias });
    const client = await openQueryClient({
      backend: 'elasticsearch',
      nodes: [servers.elasticsearch.url],
      index: alias,
      schema,
    });
    onTestFinished(() => client.close());
    expect((await client.search({ query: 'warm' })).total).toBe(2);
    expect(await client.mget(['b', 'a'])).toEqual([{ title: 'warm' }, { title: 'warm' }]);
    const health = await client.health();
    expect(health).toMatchObject({
      index: alias,
      documents: 2,
      physical: [first.index, second.index].toSorted(),
    });
  });
});
