import { describe, expect, it } from 'vitest';
import type { Access } from './access.ts';
import { createApp } from './create-app.ts';
import type { RateLimits } from './security/limit-rate.ts';
import { MemoryDurable } from './testing/memory-durable.ts';

const keyed: Access = { kind: 'keyed', apiKey: 'the-key', keyFile: '.headrace/api.key' };

function server(access: Access = { kind: 'loopback' }, limits?: RateLimits) {
  const durable = new MemoryDurable();
  const failures: unknown[] = [];
  const app = createApp({
    ...{ durable, access, addressOf: () => 'a', ...(limits && { limits }) },
    defaults: { job: '77', url: 'http://127.0.0.1:8000' },
    onFailure: (error) => void failures.push(error),
  });
  return {
    ...{ durable, failures },
    async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer = await app.request(`http://localhost:8000${path}`, {
        ...{ method, headers: { host: 'localhost:8000', ...headers } },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: parse(text) };
    },
    app,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

describe('run', () => {
  it('starts the workflow once, and says how it stands in the words of old', async () => {
    const { ask, durable } = server();
    const url = '/run?id=foo&url=https%3A%2F%2Fx.ngrok.app';
    expect(await ask('GET', url)).toMatchObject({ status: 200, body: 'working on it' });
    expect(durable.workflows.get('foo')?.input).toEqual({ job: '77', url: 'https://x.ngrok.app' });
    // The tunnel has another name by now.
    expect((await ask('GET', '/run?id=foo&url=https%3A%2F%2Fy.ngrok.app')).body).toBe('working on it');
    durable.end('foo', { state: 'done' });
    expect((await ask('GET', url)).body).toBe('I am done');
    await ask('GET', '/run?id=bad');
    durable.end('bad', { state: 'failed', failure: { name: 'JobFailed', message: 'the job broke' } });
    expect((await ask('GET', '/run?id=bad')).body).toBe('failed: the job broke');
    await ask('POST', '/cancel', { id: 'no' });
    await ask('GET', '/run?id=gone');
    await ask('POST', '/cancel', { id: 'gone' });
    expect((await ask('GET', '/run?id=gone')).body).toBe('failed: cancelled');
  });

  it('takes JSON, and runs workflows of the project', async () => {
    const { ask, durable } = server();
    const asked = { id: 'n', workflow: 'nightly', input: { tags: ['daily'] } };
    expect(await ask('POST', '/run', asked)).toMatchObject({
      ...{ status: 202, body: { id: 'n', workflow: 'nightly', state: 'running', input: asked.input } },
    });
    durable.end('n', { state: 'done', output: 3 });
    expect(await ask('POST', '/run', asked)).toMatchObject({ status: 200, body: { output: 3 } });
    await ask('POST', '/run', { id: 'j', job: 12, url: 'https://x.example', params: { a: 'b' } });
    expect(durable.workflows.get('j')?.input).toEqual({
      job: '12',
      url: 'https://x.example',
      params: { a: 'b' },
    });
  });

  it.each([
    ['GET', '/run', undefined, 'id: is needed'],
    ['GET', '/run?id=a&url=nowhere', undefined, 'url: is no address'],
    ['POST', '/run', '{"id": ', 'not JSON'],
    ['POST', '/run', '[1]', 'JSON object'],
    ['POST', '/run', '{"id": "a", "email": ["x@y.example\\r\\nBcc: z@z.example"]}', 'is no mail address'],
  ])('refuses %s %s %s', async (method, path, body, says) => {
    const { ask } = server();
    const { status, body: answer } = await ask(method, path, body);
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toContain(says);
  });
});

describe('callbacks', () => {
  it('are taken once, replayed without harm, and told apart when late or unknown', async () => {
    const { ask, durable } = server();
    durable.promises.set('p', { outcome: 'settled' });
    expect(await ask('POST', '/resolve?id=p&value=42')).toMatchObject({
      status: 200,
      body: { outcome: 'settled' },
    });
    await ask('POST', '/resolve', { id: 'p', value: { rows: 3 } });
    const formed = { 'content-type': 'application/x-www-form-urlencoded' };
    await ask('POST', '/resolve', 'id=p&value=x', formed);
    // As `curl -d` sends JSON.
    await ask('POST', '/resolve', '{"id": "p", "value": 5}', formed);
    await ask('POST', '/reject?id=p&message=broken');
    expect(durable.settledWith).toEqual([
      '42',
      { rows: 3 },
      'x',
      5,
      { name: 'JobFailed', message: 'broken' },
    ]);
    durable.promises.set('p', { outcome: 'already', state: 'resolved', same: true });
    expect((await ask('POST', '/resolve?id=p&value=42')).status).toBe(200);
    durable.promises.set('p', { outcome: 'late' });
    expect((await ask('POST', '/resolve?id=p&value=42')).status).toBe(410);
    expect((await ask('POST', '/resolve?id=q&value=42')).status).toBe(404);
  });

  it('need the token of their promise where a key is needed, and never in the address', async () => {
    const { ask, durable } = server(keyed);
    durable.promises.set('p', { outcome: 'settled' });
    expect((await ask('POST', '/resolve?id=p&value=1')).status).toBe(401);
    expect((await ask('POST', '/resolve', { id: 'p', value: 1, token: 'signed-q' })).status).toBe(401);
    expect((await ask('POST', '/resolve?id=p&value=1&token=signed-p')).status).toBe(400);
    expect(durable.settledWith).toEqual([]);
    expect((await ask('POST', '/resolve', { id: 'p', value: 1, token: 'signed-p' })).status).toBe(200);
    const authorization = 'Bearer signed-p';
    expect((await ask('POST', '/resolve?id=p&value=1', undefined, { authorization })).status).toBe(200);
    // A job that is late has the right token still; it is told so, and settles nothing.
    const before = durable.settledWith.length;
    expect(await ask('POST', '/resolve', { id: 'p', value: 1, token: 'expired-p' })).toMatchObject({
      ...{ status: 410, body: { error: { code: 'HR-SERVE-011' } } },
    });
    expect(durable.settledWith).toHaveLength(before);
  });

  it('are refused without a token, even where the key was lost and is empty', async () => {
    const { ask, durable } = server({ kind: 'keyed', apiKey: '', keyFile: '.headrace/api.key' });
    durable.promises.set('p', { outcome: 'settled' });
    expect((await ask('POST', '/resolve', { id: 'p', value: 1, token: '' })).status).toBe(401);
  });

  it('may not be nested without end', async () => {
    const { ask, durable, failures } = server();
    durable.promises.set('p', { outcome: 'settled' });
    const value = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const { status, body } = await ask('POST', '/resolve', `{"id": "p", "value": ${value}}`);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('nested');
    expect(failures).toEqual([]);
  });

  it('may not be larger than a message', async () => {
    const { ask, durable } = server();
    durable.promises.set('p', { outcome: 'settled' });
    const { status, body } = await ask('POST', '/resolve', { id: 'p', value: 'x'.repeat(1_000_000) });
    expect(status).toBe(413);
    expect(body).toMatchObject({ error: { code: 'HR-SERVE-006' } });
    expect(durable.settledWith).toEqual([]);
  });
});

describe('access', () => {
  it('is for programs of this machine when there is no key', async () => {
    const { ask, durable } = server();
    const foreign: Record<string, string>[] = [
      { host: 'evil.example:8000' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect((await ask('GET', '/run?id=x', undefined, headers)).status).toBe(403);
    }
    expect(durable.workflows.size).toBe(0);
    expect((await ask('GET', '/run?id=x', undefined, { origin: 'http://localhost:8000' })).status).toBe(200);
  });

  it('needs the key elsewhere, for everything but health', async () => {
    const { ask } = server(keyed);
    expect((await ask('GET', '/health')).status).toBe(200);
    for (const path of ['/run?id=a', '/workflows', '/workflows/a', '/events', '/nothing']) {
      expect((await ask('GET', path)).status).toBe(401);
      expect((await ask('GET', path, undefined, { authorization: 'Bearer the-keys' })).status).toBe(401);
    }
    const elsewhere = server({ ...keyed, keyFile: '/home/me/shop/.headrace/api.key' });
    expect(JSON.stringify((await elsewhere.ask('GET', '/run')).body)).not.toContain('/home/me');
    const authorization = 'Bearer the-key';
    const answer = await ask('GET', '/run?id=a', undefined, { authorization, host: 'x.ngrok.app' });
    expect(answer).toMatchObject({ status: 200, body: 'working on it' });
  });

  it('is bounded: in requests, and much sooner in guesses', async () => {
    const { ask } = server(keyed, { requests: 10, refusals: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await ask('GET', '/workflows')).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const open = server({ kind: 'loopback' }, { requests: 2, refusals: 3 });
    expect((await open.ask('GET', '/health')).status).toBe(200);
    expect((await open.ask('GET', '/health')).status).toBe(200);
    const refused = await open.ask('GET', '/health');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('tells nobody what went wrong inside', async () => {
    const { ask, durable, failures } = server();
    durable.list = () => Promise.reject(new Error('SECRET at /home/me'));
    const { status, body, headers } = await ask('GET', '/workflows');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('SECRET');
    expect(failures).toHaveLength(1);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(await ask('GET', '/workflow')).toMatchObject({
      status: 404,
      body: { error: { code: 'HR-SERVE-008' } },
    });
  });
});

describe('events', () => {
  it('of a workflow begin with its status and end with it', async () => {
    const { app, durable } = server();
    await durable.start('nightly', 'n', null);
    const answer = await app.request('http://localhost:8000/workflows/n/events');
    const text = answer.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    durable.tell({ type: 'note', at: 5, id: 'm:1', root: 'm', kind: 'x', text: 'of another' });
    durable.tell({ type: 'note', at: 5, id: 'n:1', root: 'n', kind: 'attempt', text: 'again' });
    durable.end('n', { state: 'done' });
    const lines = (await text).split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => line.startsWith('event: '))).toEqual([
      'event: status',
      'event: note',
      'event: workflow_ended',
    ]);
    expect(lines[3]).toBe(
      'data: {"type":"note","at":"1970-01-01T00:00:00.005Z","id":"n:1","root":"n","kind":"attempt","text":"again"}',
    );
    expect((await app.request('http://localhost:8000/workflows/x/events')).status).toBe(404);
  });
});
