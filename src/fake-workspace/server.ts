import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, exitCode, HeadraceError, writeExact } from '../kernel/index.ts';
import { ApiError } from './api-error.ts';
import { type Endpoint, Reply } from './endpoint.ts';
import type { FakeWorkspaceOptions, SeenRequest } from './options.ts';
import type { Principals } from './principals.ts';
import { portTaken } from './problems.ts';
import type { Random } from './random.ts';
import { seenRequest } from './seen-request.ts';
import { createThrottle } from './throttle.ts';

export interface ServerParts {
  readonly options: FakeWorkspaceOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly principals: Principals;
  readonly endpoints: readonly Endpoint[];
  /** Answers downloads by external links, which know no principals. */
  readonly storage: (path: string, request: SeenRequest) => Reply | undefined;
}

export interface RunningServer {
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** The way of a request: noted, broken on purpose, delayed, throttled, authenticated, answered. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { options, clock, principals, endpoints } = parts;
  const { latencyMs = 0, port = 0 } = options;
  const requests: SeenRequest[] = [];
  const throttle = createThrottle(options.throttle, parts.random);
  const closing = new AbortController();

  const api = async (request: SeenRequest, url: URL, asked: Asked): Promise<Reply> => {
    throttle();
    const principal = principals.authenticate(asked.authorization);
    if (options.forbid?.(request)) {
      throw new ApiError(403, 'PERMISSION_DENIED', `${principal.name} is not allowed to do this.`);
    }
    for (const endpoint of endpoints) {
      const names = endpoint.method === request.method ? endpoint.match(url.pathname) : undefined;
      if (!names) continue;
      const answer = await endpoint.answer({ principal, query: url.searchParams, body: asked.body }, names);
      return answer instanceof Reply ? answer : json(200, answer);
    }
    throw new ApiError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${request.method} ${url.pathname}'`);
  };

  const answer = async (request: SeenRequest, url: URL, asked: Asked): Promise<Reply> => {
    const { pathname } = url;
    if (pathname.startsWith('/api/')) return api(request, url, asked);
    if (pathname === '/oidc/.well-known/oauth-authorization-server' && request.method === 'GET') {
      const at = `${url.origin}/oidc/v1`;
      return json(200, { token_endpoint: `${at}/token`, authorization_endpoint: `${at}/authorize` });
    }
    if (pathname === '/oidc/v1/token' && request.method === 'POST') {
      const form = new URLSearchParams(Buffer.from(asked.body).toString('utf8'));
      const { status, body } = principals.issueToken(asked.authorization, form);
      return json(status, body);
    }
    return parts.storage(pathname, request) ?? page;
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming);
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
    const request = seenRequest(incoming, url, body, { number: requests.length + 1, at: clock.now() });
    requests.push(request);
    const fault = options.fault?.(request);
    if (latencyMs > 0) await clock.sleep(latencyMs, closing.signal);
    if (fault?.kind === 'refuse') return hangUp(incoming);
    if (fault?.kind === 'answer') {
      const text = fault.body === undefined ? undefined : Buffer.from(fault.body);
      return send(response, new Reply(fault.status, fault.headers, text));
    }
    const asked = { authorization: incoming.headers.authorization, body };
    const reply = await answer(request, url, asked).catch(errorReply);
    return fault?.kind === 'lose-answer' ? hangUp(incoming) : send(response, reply);
  };

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch(() => hangUp(incoming));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
      reject(new HeadraceError(portTaken({ port, reason }), { exitCode: exitCode.usage, cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    host: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  readonly authorization: string | undefined;
  readonly body: Uint8Array;
}

/** What a browser gets, and a client that asks at a wrong place. */
const page = new Reply(
  200,
  { 'content-type': 'text/html; charset=utf-8' },
  Buffer.from(
    '<!doctype html><title>Fake workspace</title><h1>This is a fake Databricks workspace</h1><p>Headrace serves it for tests. Nothing here is real.</p>\n',
  ),
);

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return new Reply(
    status,
    { 'content-type': 'application/json', ...headers },
    Buffer.from(writeExact(value)),
  );
}

function errorReply(error: unknown): Reply {
  if (error instanceof ApiError) {
    const { status, errorCode, message, headers } = error;
    return json(status, { error_code: errorCode, message }, headers);
  }
  const message = error instanceof Error ? error.message : String(error);
  return json(500, { error_code: 'INTERNAL_ERROR', message: `The fake workspace failed: ${message}` });
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, {
    server: 'headrace fake workspace',
    'x-headrace-fake': '1',
    ...(body && { 'content-length': String(body.length) }),
    ...headers,
  });
  response.end(body);
}

function hangUp(incoming: IncomingMessage): void {
  incoming.socket.destroy();
}
