import { once } from 'node:events';
import {
  createServer,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as plainRequest,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from './free-port.ts';

export type Fault =
  /** The connection is reset; the server never hears of the request. */
  | { readonly kind: 'resetBefore' }
  /** The server does what it was asked, then the connection is reset: nobody learns the answer. */
  | { readonly kind: 'resetAfter' }
  /** The server never hears of it, and nothing ever comes back. */
  | { readonly kind: 'blackHole' }
  /** The server hears of it later, even if the client has given up by then. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The proxy answers instead of the server. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers: OutgoingHttpHeaders;
    }
  /** The answer trickles. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number };

export const resetBefore: Fault = { kind: 'resetBefore' };
export const resetAfter: Fault = { kind: 'resetAfter' };
export const blackHole: Fault = { kind: 'blackHole' };

export function delay(ms: number): Fault {
  return { kind: 'delay', ms };
}

/** Objects become JSON. */
export function answer(status: number, body: object | string = '', headers: OutgoingHttpHeaders = {}): Fault {
  if (typeof body === 'string') return { kind: 'answer', status, body, headers };
  const json = { 'content-type': 'application/json', ...headers };
  return { kind: 'answer', status, body: JSON.stringify(body), headers: json };
}

export function throttle(bytesPerSecond: number): Fault {
  return { kind: 'throttle', bytesPerSecond };
}

export interface ProxiedRequest {
  /** The first request is 1. */
  readonly n: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent: compressed, if the client compresses. */
  readonly body: Buffer;
}

/** Decides what happens to a request; `undefined` leaves it to the next rule, and at last to the server. */
export type Rule = (request: ProxiedRequest) => Fault | undefined;

export interface RequestLog {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  /** Of the body. */
  readonly bytes: number;
  readonly fault: Fault['kind'] | undefined;
  /** What the client was answered, once it was. */
  status: number | undefined;
}

export interface HttpProxy {
  readonly url: string;
  /** Asked in order, for each request. They can be changed at any time. */
  readonly faults: Rule[];
  /** Every request that came in whole, oldest first. */
  readonly requests: readonly RequestLog[];
  stop(): Promise<void>;
}

interface Upstream {
  readonly url: URL;
  readonly agent: HttpAgent;
}

/** An HTTP proxy before a real server, which makes a bad network or a busy server on demand. */
export async function startProxy(
  upstreamUrl: string,
  /** The certificate authority of an https upstream, PEM. The proxy itself speaks http. */
  { ca }: { readonly ca?: string } = {},
): Promise<HttpProxy> {
  const url = new URL(upstreamUrl);
  const keepAlive = { keepAlive: true, ca };
  const agent = url.protocol === 'https:' ? new HttpsAgent(keepAlive) : new HttpAgent(keepAlive);
  const faults: Rule[] = [];
  const requests: RequestLog[] = [];
  const server = createServer((incoming, response) => {
    serve({ url, agent }, faults, requests, incoming, response).catch(() => {
      // The client went away, or the server did: to the other side both look like a broken connection.
      response.socket?.resetAndDestroy();
    });
  });
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    faults,
    requests,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

async function serve(
  upstream: Upstream,
  rules: readonly Rule[],
  log: RequestLog[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url: path = '/', headers } = incoming;
  const body = await buffer(incoming);
  const request: ProxiedRequest = { n: log.length + 1, method, path, headers, body };
  const fault = firstFault(rules, request);
  const entry: RequestLog = {
    n: request.n,
    method,
    path,
    bytes: body.length,
    fault: fault?.kind,
    status: undefined,
  };
  log.push(entry);
  response.once('finish', () => {
    entry.status = response.statusCode;
  });
  switch (fault?.kind) {
    case 'resetBefore':
      response.socket?.resetAndDestroy();
      return;
    case 'resetAfter':
      await buffer(await forward(upstream, request));
      response.socket?.resetAndDestroy();
      return;
    case 'blackHole':
      return;
    case 'answer':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case 'delay':
      await sleep(fault.ms);
  }
  const answered = await forward(upstream, request);
  response.writeHead(answered.statusCode ?? 502, answered.headers);
  if (fault?.kind === 'throttle') await trickle(await buffer(answered), response, fault.bytesPerSecond);
  else answered.pipe(response);
}

function firstFault(rules: readonly Rule[], request: ProxiedRequest): Fault | undefined {
  for (const rule of rules) {
    const fault = rule(request);
    if (fault) return fault;
  }
  return undefined;
}

async function forward(
  { url, agent }: Upstream,
  { method, path, headers, body }: ProxiedRequest,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  const sent = request(new URL(path, url), { method, headers: { ...headers, host: url.host }, agent });
  sent.end(body);
  const [answered]: IncomingMessage[] = await once(sent, 'response');
  if (answered === undefined) throw new Error('no response');
  return answered;
}

async function trickle(body: Buffer, response: ServerResponse, bytesPerSecond: number): Promise<void> {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 10));
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await sleep((1000 * step) / bytesPerSecond);
  }
  response.end();
}
