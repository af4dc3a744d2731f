import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDurable, serveProtocol, workflow } from '../../src/durable/index.ts';
import { durablePath, openSqliteNetwork } from '../../src/durable/store/index.ts';
import { startServer } from '../../src/server/index.ts';
import { job, scene, temporaryFolder, until } from './support/scene.ts';

/** A server of the Resonate protocol, as somebody else runs it. */
async function resonateServer(): Promise<string> {
  const network = openSqliteNetwork({ path: durablePath(temporaryFolder()), holder: 'the server' });
  await network.init();
  const served = await serveProtocol({ network });
  onTestFinished(async () => {
    await served.close();
    await network.stop();
  });
  return served.url;
}

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void | Promise<void>;

/** An address where nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = urlOf(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function listening(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    await answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return urlOf(server);
}

/** Stands before a real one and changes its answers: to none is to refuse. A deaf one passes no messages on. */
async function twisted(
  twist: (kind: string, body: string, answer: string) => string | undefined,
  messages: 'passed on' | 'deaf' = 'passed on',
): Promise<string> {
  const real = await resonateServer();
  return await listening(async ({ method, url }, body, response) => {
    if (method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      if (messages === 'deaf') return;
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      try {
        const stream = await fetch(`${real}${url}`, { signal: gone.signal });
        for await (const piece of stream.body ?? []) response.write(piece);
      } catch {
        response.end();
      }
      return;
    }
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(real, { method: 'POST', headers, body });
    const request = JSON.parse(body);
    const text = twist(request.kind, body, await answer.text());
    const refusal = { ...request, head: { ...request.head, status: 400 }, data: 'Invalid id' };
    response.writeHead(text === undefined ? 400 : answer.status, headers);
    response.end(text ?? JSON.stringify(refusal));
  });
}

describe('a Resonate server', () => {
  it('keeps the workflows, and what only a store of our own has is said to be missing', async () => {
    const env = { RESONATE_URL: await resonateServer() };
    const all = await scene({ onRun: () => new Promise(() => {}) }, { env });
    const server = await startServer({
      ...{ durable: all.durable, access: { kind: 'loopback' }, host: '127.0.0.1', port: 0, job },
      ...{ publicUrl: undefined, onFailure: () => {} },
    });
    onTestFinished(() => server.close());
    const ask = async (path: string, body?: unknown): Promise<unknown> =>
      (
        await fetch(`${server.url}${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {})
      ).json();
    expect(await ask('/run?id=foo')).toBe('working on it');
    const [run] = await until(
      () => all.workspace.runs(),
      (runs) => runs.length === 1,
    );
    expect(await ask('/workflows/foo')).toMatchObject({
      id: 'foo',
      workflow: 'data-pipeline',
      state: 'running',
    });
    const id = run?.parameters.promise_id;
    expect(await ask('/resolve', { id, value: 3 })).toMatchObject({ outcome: 'settled' });
    expect(await ask('/resolve', { id, value: 3 })).toMatchObject({ outcome: 'already', same: true });
    expect(await ask('/resolve', { id: 'foo:77', value: 3 })).toMatchObject({
      error: { code: 'HR-SERVE-010' },
    });
    expect(await all.durable.wait('foo')).toMatchObject({ state: 'done', output: 3 });
    expect(await ask('/run?id=foo')).toBe('I am done');
    expect(all.mail.mails).toHaveLength(1);
    expect(await ask('/workflows')).toMatchObject({ error: { code: 'HR-DURABLE-035' } });
    expect(await ask('/workflows/foo/history')).toMatchObject({
      steps: [{ kind: 'workflow', state: 'done' }],
    });
    expect(await ask('/workflows/bar')).toMatchObject({ error: { code: 'HR-SERVE-009' } });
  });

  it('whose job never calls back is watched all the same', async () => {
    const env = { RESONATE_URL: await resonateServer() };
    const all = await scene({ failRun: () => 'broken' }, { env });
    await all.durable.start('data-pipeline', 'foo', { job });
    expect((await all.durable.wait('foo')).failure).toMatchObject({ name: 'JobFailed' });
    expect(await all.durable.cancel('foo')).toMatchObject({ state: 'failed' });
  });

  it.each([
    [
      'has steps named otherwise',
      () =>
        twisted((_, body, answer) => (/[\w-]+:\d/.test(JSON.parse(body).data.id ?? '') ? undefined : answer)),
      /refuses the name of a step, `<workflow>:<step>` with status 400/,
    ],
    [
      'speaks another version',
      () => twisted((_, __, answer) => answer.replaceAll('2026-04-01', '2025-01-01')),
      /version "2025-01-01" of the protocol, not "2026-04-01"/,
    ],
    [
      'is something else',
      () => listening((_, __, response) => void response.end('<html>')),
      /is not the Resonate protocol/,
    ],
    [
      'is something else that knows no such page',
      () =>
        listening(
          (_, __, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
        ),
      /status 404, text\/html/,
    ],
    [
      'wants a token',
      () => listening((_, __, response) => void response.writeHead(401).end()),
      /status 401; is RESONATE_TOKEN right/,
    ],
    ['is not there', nobody, /no connection \(ECONNREFUSED\)/],
    ['never wakes anybody', () => twisted((_, __, answer) => answer, 'deaf'), /was not woken/],
    ['never answers', () => listening(() => {}), /does not answer/],
  ] as const)(
    'that %s is refused by name before any job starts',
    { timeout: 60_000 },
    async (_, start, reason) => {
      const url = await start();
      const calls: string[] = [];
      const opened = openDurable({
        ...{ root: temporaryFolder(), env: { RESONATE_URL: url }, holder: 'the test', patience: 3000 },
        workflows: [
          workflow('mine', function* (context) {
            calls.push('begun');
            yield* context.run(() => 1);
          }),
        ],
        workspace: async () => {
          throw new Error('not asked for');
        },
        channels: () => [],
        onProblem: () => {},
      });
      await expect(opened).rejects.toMatchObject({ exitCode: 5, problems: [{ code: 'HR-DURABLE-039' }] });
      await expect(opened).rejects.toThrow(reason);
      await expect(opened).rejects.toThrow(new URL(url).host);
      expect(calls).toEqual([]);
    },
  );

  it.each([
    ['http://me:s3cret@127.0.0.1:9', 'http://127.0.0.1:9', /RESONATE_TOKEN/],
    ['http://me:s3cret@', 'what RESONATE_URL says', /no address/],
    ['me:s3cret@host', 'what RESONATE_URL says', /no address/],
  ])('is not repeated with its secrets: %s', async (url, shown, reason) => {
    const opened = openDurable({
      ...{ root: temporaryFolder(), env: { RESONATE_URL: url }, holder: 'the test', patience: 3000 },
      workspace: () => Promise.reject(new Error('not asked for')),
      ...{ channels: () => [], onProblem: () => {} },
    });
    const error: unknown = await opened.catch((found: unknown) => found);
    expect(error).toMatchObject({ exitCode: 5, message: expect.stringMatching(reason) });
    expect(inspect(error)).toContain(shown.replace('http://', ''));
    expect(inspect(error)).not.toContain('s3cret');
  });
});
