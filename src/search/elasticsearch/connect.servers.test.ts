import { createServer } from 'node:net';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { type Elasticsearch, startElasticsearch } from '../../../test/servers/elasticsearch.ts';
import { startProxy } from '../../../test/servers/proxy.ts';
import { exitCode } from '../../kernel/index.ts';
import { elasticsearchTarget } from './bulk-target.ts';
import { connectElasticsearch } from './connect.ts';
import { ensureIndex } from './ensure-index.ts';
import { indexBody } from './index-body.ts';
import type { ElasticsearchSettings } from './settings.ts';
import { record } from './testing/records.ts';

const signal = new AbortController().signal;
const body = indexBody({ fields: { n: { type: 'long' } } });

describeWithServers('an Elasticsearch with TLS and users', ['own elasticsearch'], () => {
  let node: Elasticsearch;
  let good: ElasticsearchSettings;
  beforeAll(async () => {
    const settings = {
      'http.max_content_length': '1mb',
      // Who says nothing may do next to nothing. (The small build cannot store users or API keys.)
      'xpack.security.authc.anonymous.roles': 'ingest_admin',
      'xpack.security.authc.api_key.enabled': true,
    };
    node = await startElasticsearch({ security: true, quickStart: true, settings });
    const { url, caCertificate: caCert = '', username = '', password = '' } = node;
    good = { nodes: [url], caCert, username, password };
  }, 180_000);
  afterAll(() => node.stop());

  async function ping(settings: ElasticsearchSettings): Promise<unknown> {
    const cluster = await connectElasticsearch(settings);
    try {
      return await cluster.ping();
    } catch (error) {
      const text = `${error} ${JSON.stringify(error)}`;
      for (const secret of [settings.password, settings.apiKey])
        if (secret) expect(text).not.toContain(secret);
      return error;
    } finally {
      await cluster.close();
    }
  }

  it('lets in who knows the certificate and the password', async () => {
    expect(await ping(good)).toEqual({ status: 'green', name: 'elasticsearch' });
    const cluster = await connectElasticsearch(good);
    expect(cluster.describe()).toBe(`${node.url} as user "elastic"`);
    expect(await cluster.facts()).toMatchObject({
      version: expect.stringMatching(/^8\./),
      maxRequestBytes: 1024 * 1024,
    });
    await cluster.close();
  });

  it('tells every other mistake by name, and no secret', async () => {
    const { nodes: [url = ''] = [] } = good;
    const mistakes: [ElasticsearchSettings, string, number][] = [
      [
        { nodes: [url], username: 'elastic', password: 'wrong-password-1', caCert: good.caCert ?? '' },
        'HR-ELASTIC-009',
        exitCode.usage,
      ],
      [
        { nodes: [url], apiKey: 'id:wrong-api-key', caCert: good.caCert ?? '' },
        'HR-ELASTIC-009',
        exitCode.usage,
      ],
      [{ nodes: [url] }, 'HR-ELASTIC-006', exitCode.unreachable],
      [{ ...good, caCert: rootCertificates[0] ?? '' }, 'HR-ELASTIC-006', exitCode.unreachable],
      [{ nodes: [url.replace('https:', 'http:')] }, 'HR-ELASTIC-005', exitCode.unreachable],
      [{ ...good, nodes: [await unusedUrl()] }, 'HR-ELASTIC-005', exitCode.unreachable],
    ];
    for (const [settings, code, exit] of mistakes)
      expect(await ping(settings), code).toMatchObject({
        exitCode: exit,
        message: expect.stringContaining(code),
      });
  });

  it('is not asked with a certificate that cannot be read', async () => {
    for (const caCert of ['/nowhere/ca.pem', '-----BEGIN PRIVATE KEY-----'])
      await expect(connectElasticsearch({ ...good, caCert })).rejects.toThrow('HR-ELASTIC-004');
  });

  it('does no more than it allows', async () => {
    const admin = await connectElasticsearch(good);
    await ensureIndex(admin, { alias: 'orders', physical: 'orders_v1', body });
    const { nodes = [], caCert = '' } = good;
    const nobody = await connectElasticsearch({ nodes, caCert });
    expect(await nobody.ping()).toEqual({ status: 'unknown' });
    expect(await nobody.facts()).toEqual({});
    const target = elasticsearchTarget(nobody, { index: 'orders' });
    const refused = { exitCode: exitCode.usage, message: expect.stringContaining('HR-ELASTIC-010') };
    await expect(target.write([record('a', { n: 1 })], '1', signal)).rejects.toMatchObject(refused);
    await expect(ensureIndex(nobody, { physical: 'more_v1', body })).rejects.toMatchObject(refused);
    await Promise.all([admin.close(), nobody.close()]);
  });

  it('is shown an API key as it wants it', async () => {
    const proxy = await startProxy(node.url, { ca: node.caCertificate ?? '' });
    const shown: unknown[] = [];
    proxy.faults.push(({ headers }) => {
      shown.push(headers.authorization);
      return undefined;
    });
    for (const apiKey of ['some:key', 'c29tZTprZXk=']) await ping({ nodes: [proxy.url], apiKey });
    expect(shown).toEqual(['ApiKey c29tZTprZXk=', 'ApiKey c29tZTprZXk=']);
    await proxy.stop();
  });

  it('says when a request is too large, however it says it', async () => {
    const cluster = await connectElasticsearch(good);
    await ensureIndex(cluster, { alias: 'large', physical: 'large_v1', body });
    const target = elasticsearchTarget(cluster, { index: 'large' });
    for (const size of [1_100_000, 5_000_000, 30_000_000]) {
      const result = await target.write([record('a', { text: 'x'.repeat(size) })], '1', signal);
      expect(result.failure, `${size}`).toMatchObject({ kind: 'too_large' });
    }
    await cluster.close();
  });
});

async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `https://localhost:${typeof address === 'object' ? address?.port : ''}`;
}
