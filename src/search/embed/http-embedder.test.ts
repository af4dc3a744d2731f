import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../kernel/index.ts';
import { HttpEmbedder, type HttpEmbedderOptions } from './index.ts';

const apiKey = 'sk-very-secret-0123456789';

interface Received {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly input: readonly string[] };
}
type Answer = (response: ServerResponse, received: Received, number: number) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An endpoint that answers as told; `received` is what it got so far. */
async function endpoint(answer: Answer): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const { url: path, headers } = request;
    received.push({ path, authorization: headers.authorization, body });
    answer(response, { path, authorization: headers.authorization, body }, received.length);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return { url: `http://127.0.0.1:${address.port}/v1`, received };
}

/** A text's vector is its length and 1, so that its place can be checked. */
const vectors: Answer = (response, { body }) => {
  const data = body.input.map((text, index) => ({ index, embedding: [text.length, 1] }));
  response.end(JSON.stringify({ data: data.reverse() }));
};

function failing(times: number, status: number, headers: Record<string, string> = {}): Answer {
  return (response, received, number) => {
    if (number > times) return vectors(response, received, number);
    response.writeHead(status, headers).end(JSON.stringify({ error: { message: 'not now' } }));
  };
}

/** Time that passes only where somebody sleeps. */
function testClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  const start = Date.parse('2026-01-01T00:00:00Z');
  return {
    slept,
    now: () => start + slept.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => {
      slept.push(ms);
    },
  };
}

function embedder(url: string, options: Partial<HttpEmbedderOptions> = {}): HttpEmbedder {
  const defaults = { model: 'tiny', dimensions: 2, apiKey, clock: testClock(), random: () => 0.5 };
  return new HttpEmbedder({ url, ...defaults, ...options });
}

async function failure(embedding: Promise<unknown>): Promise<Error> {
  return embedding.then(
    () => {
      throw new Error('should have failed');
    },
    (error: Error) => error,
  );
}

describe('an HTTP embedder', () => {
  test('sends texts in batches, keeps their order and normalizes', async () => {
    const { url, received } = await endpoint(vectors);
    const texts = Array.from({ length: 200 }, (_, i) => 'x'.repeat(i + 1));
    const found = await embedder(url).embed(texts);
    expect(received.map(({ body }) => body.input.length)).toEqual([96, 96, 8]);
    expect(received[0]).toMatchObject({ path: '/v1/embeddings', authorization: `Bearer ${apiKey}` });
    expect(received[0]?.body.model).toBe('tiny');
    for (const [i, [x = 0, y = 0] = []] of found.entries()) {
      expect(x / y).toBeCloseTo(i + 1, 2);
      expect(Math.hypot(x, y)).toBeCloseTo(1, 5);
    }
  });

  test('does not send blank texts', async () => {
    const { url, received } = await endpoint(vectors);
    const found = await embedder(url).embed(['', 'abc', ' \n']);
    expect(received.map(({ body }) => body.input)).toEqual([['abc']]);
    expect(found.map((vector) => Math.hypot(...vector))).toEqual([0, expect.closeTo(1, 5), 0]);
    await embedder(url).embed(['']);
    expect(received).toHaveLength(1);
  });

  test('takes the whole address too, keeps its query, and needs no key', async () => {
    const { url, received } = await endpoint(vectors);
    const own = embedder(`${url}/embeddings?api-version=1`, { apiKey: undefined });
    await own.embed(['a']);
    expect(received[0]).toMatchObject({ path: '/v1/embeddings?api-version=1', authorization: undefined });
    expect(own.name).toMatch(/^tiny at 127\.0\.0\.1:\d+$/);
  });

  test.each([408, 429, 500, 503])('tries again after %i, waiting longer each time', async (status) => {
    const { url, received } = await endpoint(failing(3, status));
    const clock = testClock();
    await expect(embedder(url, { clock }).embed(['a'])).resolves.toHaveLength(1);
    expect(received).toHaveLength(4);
    expect(clock.slept).toEqual([250, 500, 1000]);
  });

  test('tries again after a broken connection', async () => {
    const { url, received } = await endpoint((response, body, number) =>
      number === 1 ? response.destroy() : vectors(response, body, number),
    );
    await expect(embedder(url).embed(['a'])).resolves.toHaveLength(1);
    expect(received).toHaveLength(2);
  });

  test('tries again when no answer comes in time', async () => {
    const { url, received } = await endpoint((response, body, number) => {
      if (number > 1) vectors(response, body, number);
    });
    await expect(embedder(url, { timeout: 200 }).embed(['a'])).resolves.toHaveLength(1);
    expect(received).toHaveLength(2);
  });

  test.each([
    ['seconds', '7', 7000],
    ['a date', 'Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['a date that has passed', 'Thu, 01 Jan 2015 00:00:05 GMT', 0],
    ['nonsense', 'soon', 0],
  ])('waits as long as Retry-After asks, in %s', async (_, header, ms) => {
    const { url } = await endpoint(failing(1, 429, { 'retry-after': header }));
    const clock = testClock();
    await embedder(url, { clock }).embed(['a']);
    expect(clock.slept).toEqual([ms + 250]);
  });

  test('gives up where Retry-After asks for too much', async () => {
    const { url, received } = await endpoint(failing(9, 429, { 'retry-after': '3600' }));
    const error = await failure(embedder(url).embed(['a']));
    expect(error.message).toMatch(/HR-EMBED-006: .* in 1 attempt; .*: status 429, not now, retry after 1 h/);
    expect(received).toHaveLength(1);
  });

  test('gives up after so many attempts, and says why', async () => {
    const { url, received } = await endpoint(failing(9, 503));
    const error = await failure(embedder(url, { attempts: 3 }).embed(['a']));
    expect(error.message).toMatch(
      /HR-EMBED-006: .*\/v1\/embeddings gave no vectors in 3 attempts; .*503, not now/,
    );
    expect(received).toHaveLength(3);
  });

  test('says where nobody listens', async () => {
    const error = await failure(embedder('http://127.0.0.1:9/v1', { attempts: 2 }).embed(['a']));
    expect(error.message).toMatch(/HR-EMBED-006: .*(ECONNREFUSED|bad port)/);
  });

  test('does not try again what will never work', async () => {
    const { url, received } = await endpoint(failing(9, 401));
    const error = await failure(embedder(url).embed(['a']));
    expect(error.message).toMatch(/HR-EMBED-005: .* answered 401: not now/);
    expect(received).toHaveLength(1);
  });

  test('never shows the key, even if the endpoint repeats it', async () => {
    const answers: Answer[] = [
      (response) => response.writeHead(401).end(`Incorrect API key provided: ${apiKey}`),
      (response) => response.writeHead(500).end(JSON.stringify({ error: { message: `bad ${apiKey}` } })),
      (response) =>
        response.writeHead(307, { location: `https://elsewhere.test/${apiKey}?k=${apiKey}` }).end(),
      (response) => response.end(apiKey),
      (response) => response.destroy(),
    ];
    for (const answer of answers) {
      const { url } = await endpoint(answer);
      const error = await failure(embedder(`${url}?key=${apiKey}`, { attempts: 2 }).embed(['a']));
      expect(error.message).toMatch(/^HR-EMBED-00/);
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(apiKey);
    }
    const leaky = () => Promise.reject(new TypeError(`invalid header Bearer ${apiKey}`));
    const error = await failure(embedder('http://localhost/v1', { fetch: leaky, attempts: 1 }).embed(['a']));
    expect(inspect(error, { depth: 10 })).not.toContain(apiKey);
    expect(inspect(embedder('http://localhost/v1'), { depth: 10, showHidden: true })).not.toContain(apiKey);
  });

  test('follows no redirect', async () => {
    const other = await endpoint(vectors);
    const { url } = await endpoint((response) =>
      response.writeHead(308, { location: `${other.url}/embeddings` }).end(),
    );
    const error = await failure(embedder(url).embed(['a']));
    expect(error.message).toContain('HR-EMBED-008');
    expect(error.message).toContain(other.url);
    expect(other.received).toEqual([]);
  });

  test.each([
    ['no JSON', 'hello', 'no list'],
    ['no list', '{"data": {}}', 'no list'],
    ['strings', '{"data": [{"embedding": "AACAPw=="}, {"embedding": "AACAPw=="}]}', 'no list of numbers'],
    ['holes', '{"data": [{"embedding": [1, null]}, {"embedding": [1, 2]}]}', 'no list of numbers'],
    ['too few', '{"data": [{"embedding": [1, 2]}]}', '1 vectors for 2 texts'],
    [
      'one twice',
      '{"data": [{"index": 1, "embedding": [1, 2]}, {"index": 1, "embedding": [1, 2]}]}',
      'index',
    ],
    [
      'a wrong index',
      '{"data": [{"index": 0, "embedding": [1, 2]}, {"index": 2, "embedding": [1, 2]}]}',
      'index',
    ],
  ])('does not accept %s', async (_, body, reason) => {
    const { url } = await endpoint((response) => response.end(body));
    const error = await failure(embedder(url).embed(['a', 'b']));
    expect(error.message).toMatch(/^HR-EMBED-007/);
    expect(error.message).toContain(reason);
  });

  test('says when the vectors have another size', async () => {
    const { url } = await endpoint(vectors);
    const error = await failure(embedder(url, { dimensions: 1536 }).embed(['a']));
    expect(error.message).toMatch(
      /HR-EMBED-004: The model tiny at .* of 2 dimensions, .* declared with 1536/,
    );
  });

  test('can be stopped, before, during and between requests', async () => {
    const reason = new Error('enough');
    const { url, received } = await endpoint(() => {});
    await expect(embedder(url).embed(['a'], AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(received).toEqual([]);

    const during = new AbortController();
    setTimeout(() => during.abort(reason), 50);
    await expect(embedder(url).embed(['a'], during.signal)).rejects.toBe(reason);

    const between = new AbortController();
    const busy = await endpoint(failing(9, 503));
    const clock: Clock = { now: Date.now, sleep: async () => between.abort(reason) };
    await expect(embedder(busy.url, { clock }).embed(['a'], between.signal)).rejects.toBe(reason);
    expect(busy.received).toHaveLength(1);
  });

  test.each([
    ['localhost:8080', apiKey],
    ['not a url', apiKey],
    [`https://user:${apiKey}@host/v1`, undefined],
    ['https://host/v1', `${apiKey}\n`],
    ['https://host/v1', ''],
  ])('refuses %j with key %j at once', (url, key) => {
    try {
      embedder(url, { apiKey: key });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toContain('HR-EMBED-009');
      expect(inspect(error)).not.toContain(apiKey);
    }
  });
});
