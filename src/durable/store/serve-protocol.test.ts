import { once } from 'node:events';
import { request } from 'node:http';
import { type Context, HttpNetwork, PollMessageSource, Resonate } from '@resonatehq/sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ProtocolServer, serveProtocol } from './serve-protocol.ts';
import type { SqliteNetwork } from './sqlite-network.ts';
import { create, head, networkOf, resonateOver, temporaryStore, until } from './testing/fixtures.ts';

async function served(token?: string): Promise<{ network: SqliteNetwork; server: ProtocolServer }> {
  const network = networkOf(temporaryStore());
  await network.init();
  const server = await serveProtocol({ network, ...(token && { token }) });
  onTestFinished(() => server.close());
  return { network, server };
}

/** The SDK as another process would use it. */
function client(url: string, token?: string): Resonate {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const resonate = new Resonate({ url, logger: quiet, ...(token && { token }) });
  onTestFinished(() => resonate.stop());
  return resonate;
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  });
}

describe('the protocol over HTTP', () => {
  it('carries workflows of the stock SDK', async () => {
    const { network, server } = await served();
    const resonate = client(server.url);
    resonate.register('double', (_: Context, x: number) => x * 2);
    const flow = resonate.register('flow', function* (ctx: Context): Generator<unknown, number, never> {
      const own = yield* ctx.run(() => 1);
      yield* ctx.sleep(20);
      return own + (yield* ctx.rpc<number>('double', 20));
    });
    expect(await flow.rpc('w')).toBe(41);
    expect(network.read.lineage('w').map(({ kind }) => kind)).toEqual(['workflow', 'run', 'sleep', 'rpc']);
  });

  it('gives work to whoever comes, and to the other process when one went away', async () => {
    const { server } = await served();
    const first = client(server.url);
    first.register('flow', () => 'first');
    const handle = await first.beginRpc('a', 'flow');
    expect(await handle.result()).toBe('first');
    await first.stop();

    const second = client(server.url);
    second.register('flow', () => 'second');
    expect(await second.rpc('b', 'flow')).toBe('second');
  });

  it('delivers to one named process, and to nobody else', async () => {
    const { network, server } = await served();
    const listen = (pid: string): string[] => {
      const seen: string[] = [];
      const adapter = new PollMessageSource({ url: `${server.url}/poll/default/${pid}` });
      adapter.onReceive((message) => seen.push(message.kind));
      onTestFinished(() => adapter.stop());
      expect(new HttpNetwork({ url: server.url, adapter }).unicast).toBe(`poll://uni@default/${pid}`);
      return seen;
    };
    const [one, two] = [listen('one'), listen('two')];
    const tags = { 'resonate:target': 'poll://uni@default/two' };
    await network.send(create('w', tags));
    await until(() => two.length > 0);
    expect({ one, two }).toEqual({ one: [], two: ['execute'] });
  });

  it('lets a process inside and one outside work together', async () => {
    const { network, server } = await served();
    const outside = client(server.url);
    const inside = resonateOver(network, network.pid);
    for (const resonate of [inside, outside]) resonate.register('add', (_: Context, x: number) => x + 1);
    const results = await Promise.all([0, 1, 2, 3, 4, 5].map((x) => outside.rpc(`w${x}`, 'add', x)));
    expect(results).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('demands its token, when it has one', async () => {
    const { server } = await served('s3cret');
    expect((await post(server.url, create('w'))).status).toBe(401);
    expect((await post(server.url, create('w'), { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await fetch(`${server.url}/poll/default/p`)).status).toBe(401);
    const resonate = client(server.url, 's3cret');
    expect(await resonate.register('one', () => 1).rpc('w')).toBe(1);
  });

  it('answers nothing to web pages', async () => {
    const { server, network } = await served();
    const attempts: [Record<string, string>, number][] = [
      [{ origin: 'https://elsewhere.example' }, 403],
      [{ origin: server.url }, 403],
      // As a name would be that was made to point to this machine.
      [{ host: 'elsewhere.example' }, 403],
      [{ 'content-type': 'text/plain' }, 415],
    ];
    for (const [headers, status] of attempts) {
      const sent = request(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      });
      sent.end(JSON.stringify(create('w')));
      const [response] = await once(sent, 'response');
      response.resume();
      expect(response.statusCode).toBe(status);
    }
    expect(network.read.promise('w')).toBeUndefined();
    // An image, say, is asked for without an origin, and would take work away.
    const image = request(`${server.url}/poll/default/page`, { headers: { 'sec-fetch-site': 'cross-site' } });
    image.end();
    const [answer] = await once(image, 'response');
    answer.destroy();
    expect(answer.statusCode).toBe(403);
  });

  it('refuses what is no request of its version', async () => {
    const { server } = await served();
    const old = { ...create('w'), head: { ...head, version: '2020-01-01' } };
    for (const body of ['no json', '[]', { kind: 'promise.get' }, old]) {
      const response = await post(server.url, body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ head: { status: 400 }, data: expect.any(String) });
    }
    expect((await post(server.url, 'x'.repeat(17 * 1024 * 1024))).status).toBe(413);
    const gone = await post(server.url, { kind: 'promise.get', head, data: { id: 'nothing' } });
    expect(gone.status).toBe(404);
  });

  it('says so when its port is taken', async () => {
    const { server, network } = await served();
    const port = Number(new URL(server.url).port);
    await expect(serveProtocol({ network, port })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ code: 'HR-DURABLE-002' }],
    });
  });
});
