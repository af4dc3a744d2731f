import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from './describe-with-servers.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

describeWithServers('the TCP proxy', ['postgres'], (servers) => {
  it('cuts connections; new ones work', async () => {
    const proxy = await proxied(await servers.postgres.freshDatabase());
    const client = await connected(proxy);
    const sleeping = client.query('SELECT pg_sleep(60)');
    setTimeout(proxy.cut, 100);
    await expect(sleeping).rejects.toThrow(/ECONNRESET|terminated/);
    const again = await connected(proxy);
    expect((await again.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(proxy.connections).toBe(2);
  });

  it('pauses, for old connections and new ones', async () => {
    const proxy = await proxied(await servers.postgres.freshDatabase());
    const client = await connected(proxy);
    proxy.pause();
    let answers = 0;
    const count = (): number => (answers += 1);
    const old = client.query('SELECT 1').then(count);
    const fresh = connected(proxy).then((other) => other.query('SELECT 1').then(count));
    await sleep(300);
    expect(answers).toBe(0);
    proxy.resume();
    await Promise.all([old, fresh]);
    expect(answers).toBe(2);
  });
});

async function proxied(url: string): Promise<TcpProxy> {
  const proxy = await startTcpProxy(url);
  onTestFinished(() => proxy.stop());
  return proxy;
}

async function connected(proxy: TcpProxy): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: proxy.url });
  client.on('error', () => undefined);
  onTestFinished(() => client.end());
  await client.connect();
  return client;
}
