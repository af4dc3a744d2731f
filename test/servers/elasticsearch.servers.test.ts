import { Client } from '@elastic/elasticsearch';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithServers } from './describe-with-servers.ts';
import { startElasticsearch } from './elasticsearch.ts';

describeWithServers('the shared Elasticsearch', ['elasticsearch'], (servers) => {
  it('indexes and finds, under a prefix of its own', async () => {
    const { url, freshPrefix } = servers.elasticsearch;
    const client = new Client({ node: url });
    const index = `${freshPrefix()}words`;
    expect(index).not.toBe(`${freshPrefix()}words`);
    await client.index({ index, id: '1', document: { word: 'weir' }, refresh: true });
    const found = await client.search({ index, query: { match: { word: 'weir' } } });
    expect(found.hits.hits.map(({ _id }) => _id)).toEqual(['1']);
  });
});

describeWithServers('an Elasticsearch of its own', ['own elasticsearch'], () => {
  it('speaks TLS to who knows the password, and keeps its data when it is killed', async () => {
    const settings = { 'http.max_content_length': '1mb' };
    const node = await startElasticsearch({ security: true, quickStart: true, settings });
    onTestFinished(() => node.stop());
    const { url, caCertificate: ca, username = '', password = '' } = node;
    const client = new Client({ node: url, tls: { ca }, auth: { username, password }, maxRetries: 0 });
    await client.index({ index: 'kept', id: '1', document: { word: 'flume' }, refresh: true });

    const stranger = new Client({ node: url, tls: { ca }, maxRetries: 0 });
    await expect(stranger.count({ index: 'kept' })).rejects.toMatchObject({ statusCode: 401 });
    const distrustful = new Client({ node: url, auth: { username, password }, maxRetries: 0 });
    await expect(distrustful.count({ index: 'kept' })).rejects.toThrow(/certificate/);
    const huge = { index: 'kept', document: { word: 'x'.repeat(2_000_000) } };
    await expect(client.index(huge)).rejects.toThrow();

    const before = node.pid;
    await node.kill();
    await expect(client.count({ index: 'kept' })).rejects.toThrow(/ECONNREFUSED/);
    await node.restart();
    expect(node.pid).not.toBe(before);
    expect((await client.count({ index: 'kept' })).count).toBe(1);
  }, 180_000);
});
