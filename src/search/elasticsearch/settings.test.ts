import { describe, expect, it } from 'vitest';
import { checkSettings, parseNodes, settingsFromEnvironment } from './settings.ts';

describe('parseNodes', () => {
  it.each([
    ['search', ['http://search:9200']],
    ['a, b:9201,https://c', ['http://a:9200', 'http://b:9201', 'https://c:9200']],
    ['https://c:443/', ['https://c:443']],
    ['http://c:80 https://proxy/es/', ['http://c:80', 'https://proxy:9200/es']],
    ['[::1]:9201,10.0.0.1', ['http://[::1]:9201', 'http://10.0.0.1:9200']],
  ])('reads %j', (text, nodes) => {
    expect(parseNodes(text)).toEqual(nodes);
  });

  it.each(['', ' , ', 'ftp://a', 'http://', 'a:b:c', 'http://a?x=1', 'a:99999'])('refuses %j', (text) => {
    expect(() => parseNodes(text)).toThrow('HR-ELASTIC-001');
  });

  it('refuses credentials without showing them', () => {
    for (const text of [
      'http://me:hunter2@search:9200',
      'me:hunter2@search',
      'http://me:hun@ter2@search',
      'http://me:hunt,hunter2@search,b',
    ])
      try {
        parseNodes(text);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).toContain('HR-ELASTIC-002');
        expect(String(error)).toContain('search');
        expect(JSON.stringify(error) + String(error)).not.toMatch(/hunt|ter2|me:/);
      }
  });
});

describe('settings', () => {
  it('come from the environment', () => {
    expect(settingsFromEnvironment({ ELASTICSEARCH_URL: '', OTHER: 'x' })).toEqual({});
    expect(
      settingsFromEnvironment({
        ELASTICSEARCH_URL: 'https://a:9243',
        ELASTICSEARCH_API_KEY: ' key ',
        ELASTICSEARCH_CA_CERT: 'ca.pem',
      }),
    ).toEqual({ nodes: ['https://a:9243'], apiKey: 'key', caCert: 'ca.pem' });
    expect(settingsFromEnvironment({ ELASTICSEARCH_REQUEST_TIMEOUT: '2.5' })).toEqual({
      requestTimeoutMs: 2500,
    });
    expect(() => settingsFromEnvironment({ ELASTICSEARCH_REQUEST_TIMEOUT: 'soon' })).toThrow(
      /no number of seconds/,
    );
  });

  it.each([
    [{}, 'neither'],
    [{ nodes: ['http://a:9200'], cloudId: 'x:y' }, 'both an address'],
    [{ nodes: ['http://a:9200'], apiKey: 'k', username: 'u', password: 'p' }, 'both an API key'],
    [{ nodes: ['http://a:9200'], username: 'u' }, 'no password'],
    [{ nodes: ['http://a:9200'], password: 'p' }, 'no user'],
    [{ nodes: ['http://a:9200'], apiKey: 'k\nx' }, 'line end'],
  ])('do not fit together: %j', (settings, detail) => {
    expect(() => checkSettings(settings)).toThrow(detail);
  });
});
