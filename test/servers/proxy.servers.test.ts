import { Client } from '@elastic/elasticsearch';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithServers, type Servers } from './describe-with-servers.ts';
import {
  answer,
  blackHole,
  delay,
  type HttpProxy,
  resetAfter,
  resetBefore,
  startProxy,
  throttle,
} from './proxy.ts';

describeWithServers('the fault proxy', ['elasticsearch'], (servers) => {
  it('is transparent without rules, and logs', async () => {
    const { proxy, client, index } = await proxied(servers);
    await client.index({ index, id: '1', document: { word: 'sluice' } });
    expect((await client.get({ index, id: '1' }))._source).toEqual({ word: 'sluice' });
    expect(proxy.requests).toEqual([
      { n: 1, method: 'PUT', path: `/${index}/_doc/1`, bytes: 17, fault: undefined, status: 201 },
      { n: 2, method: 'GET', path: `/${index}/_doc/1`, bytes: 0, fault: undefined, status: 200 },
    ]);
  });

  it('resets before the server heard, and after it obeyed', async () => {
    const { proxy, client, index } = await proxied(servers);
    proxy.faults.push(
      ({ path }) => (path.endsWith('/before') ? resetBefore : undefined),
      ({ path }) => (path.endsWith('/after') ? resetAfter : undefined),
    );
    await expect(client.create({ index, id: 'before', document: {} })).rejects.toThrow(/ECONNRESET|hang up/);
    await expect(client.create({ index, id: 'after', document: {} })).rejects.toThrow(/ECONNRESET|hang up/);
    proxy.faults.length = 0;
    expect(await client.exists({ index, id: 'before' })).toBe(false);
    expect(await client.exists({ index, id: 'after' })).toBe(true);
    expect(proxy.requests.slice(0, 2).map(({ fault, status }) => [fault, status])).toEqual([
      ['resetBefore', undefined],
      ['resetAfter', undefined],
    ]);
  });

  it('answers itself', async () => {
    const { proxy, client, index } = await proxied(servers);
    const busy = answer(429, { error: { type: 'es_rejected_execution_exception' } }, { 'retry-after': '1' });
    proxy.faults.push(({ n }) => (n === 1 ? busy : undefined));
    await expect(client.index({ index, document: {} })).rejects.toMatchObject({ statusCode: 429 });
    await client.index({ index, document: {} });
  });

  it('swallows, delays and throttles', async () => {
    const { proxy, client, index } = await proxied(servers);
    proxy.faults.push(({ n }) => [blackHole, delay(300), throttle(1000)][n - 1]);
    const hasty = { requestTimeout: 200 };
    await expect(client.create({ index, id: 'lost', document: {} }, hasty)).rejects.toThrow(/timed out/i);
    await expect(client.create({ index, id: 'late', document: {} }, hasty)).rejects.toThrow(/timed out/i);
    // What the client gave up on is done all the same, later.
    await expect.poll(() => client.exists({ index, id: 'late' }), { timeout: 5000 }).toBe(true);
    // What was swallowed may have taken its connection with it.
    await expect.poll(() => client.exists({ index, id: 'lost' }), { timeout: 5000 }).toBe(false);
    const { proxy: slow, client: slowly } = await proxied(servers);
    slow.faults.push(() => throttle(1000));
    const begun = performance.now();
    await slowly.cluster.health();
    expect(performance.now() - begun).toBeGreaterThan(250);
  });
});

async function proxied(servers: Servers): Promise<{ proxy: HttpProxy; client: Client; index: string }> {
  const { url, freshPrefix } = servers.elasticsearch;
  const proxy = await startProxy(url);
  onTestFinished(() => proxy.stop());
  const client = new Client({ node: proxy.url, maxRetries: 0 });
  onTestFinished(() => client.close());
  return { proxy, client, index: `${freshPrefix()}rows` };
}
