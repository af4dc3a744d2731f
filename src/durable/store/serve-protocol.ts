import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { isRequest } from '@resonatehq/sdk';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { exitCode, HeadraceError, isRecord, sameText } from '../../kernel/index.ts';
import { portTaken } from './problems.ts';
import type { SqliteNetwork } from './sqlite-network.ts';

/** The version of the protocol that the SDK speaks. */
export const protocolVersion = '2026-04-01';

/** Clients take a stream that says nothing for minutes for dead. */
const keepAliveMs = 60_000;

const longestBody = 16 * 1024 * 1024;

/** The protocol has no users and no rights, so nobody but this machine is to reach it. */
const host = '127.0.0.1';

export interface ServeProtocolOptions {
  readonly network: Pick<SqliteNetwork, 'handle' | 'attach'>;
  /** 0, unless told otherwise: any that is free. */
  readonly port?: number;
  /** What workers must present as `Authorization: Bearer …` (the SDK's `token`). */
  readonly token?: string;
}

export interface ProtocolServer {
  /** For the SDK's `new Resonate({ url })`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the Resonate protocol to other processes of this machine: requests as POST `/`, messages as
 * server-sent events at `/poll/{group}/{pid}`. The SDK's own HTTP network works against it.
 *
 * @throws HeadraceError when the port is taken.
 */
export async function serveProtocol({
  network,
  port = 0,
  token,
}: ServeProtocolOptions): Promise<ProtocolServer> {
  const closing = new AbortController();
  const server = createServer(getRequestListener(protocolApp(network, token, closing.signal).fetch));
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(portTaken({ port, reason }), { exitCode: exitCode.usage, cause: error });
  }
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://${host}:${bound}`,
    close: async () => {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function protocolApp(
  network: ServeProtocolOptions['network'],
  token: string | undefined,
  closing: AbortSignal,
): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isOfThisMachine(c)) return c.text('Only for programs of this machine', 403);
    if (token !== undefined && !sameText(c.req.header('authorization') ?? '', `Bearer ${token}`)) {
      return c.text('Unauthorized', 401);
    }
    return next();
  });

  app.post('/', bodyLimit({ maxSize: longestBody }), async (c) => {
    // A web page could send other types without asking first.
    if (!c.req.header('content-type')?.startsWith('application/json')) {
      return c.text('The body must be application/json', 415);
    }
    const request: unknown = await c.req.json().catch(() => undefined);
    if (!isRequest(request)) return Response.json(invalid(request, 'Invalid request'), { status: 400 });
    if (request.head.version !== protocolVersion) {
      const why = `Unsupported protocol version '${request.head.version}', supported: ${protocolVersion}`;
      return Response.json(invalid(request, why), { status: 400 });
    }
    const answer = await network.handle(request);
    return Response.json(answer, { status: answer.head.status });
  });

  app.get('/poll/:group/:pid', (c) =>
    streamSSE(c, async (stream) => {
      const gone = new Promise<void>((resolve) => {
        stream.onAbort(resolve);
        closing.addEventListener('abort', () => resolve());
      });
      const detach = network.attach({
        group: c.req.param('group'),
        pid: c.req.param('pid'),
        deliver: (message) => {
          if (stream.aborted || stream.closed) return false;
          void stream.writeSSE({ data: JSON.stringify(message) });
          return true;
        },
      });
      const alive = setInterval(() => void stream.write(': alive\n\n'), keepAliveMs);
      await gone;
      clearInterval(alive);
      detach();
    }),
  );

  app.get('/health', (c) => c.body(null, 200));
  return app;
}

/**
 * Programs name the address they call and no origin; a web page cannot hide either. What it asks for without an origin,
 * an image say, its browser marks.
 */
function isOfThisMachine(c: Context): boolean {
  const name = (c.req.header('host') ?? '').replace(/:\d+$/, '');
  const isPage = c.req.header('origin') !== undefined || c.req.header('sec-fetch-site') !== undefined;
  return (name === host || name === 'localhost') && !isPage;
}

/** An answer to what is no request; it repeats what the sender can know it by. */
function invalid(request: unknown, why: string): unknown {
  const { kind, head } = isRecord(request) ? request : {};
  return {
    kind: typeof kind === 'string' ? kind : 'unknown',
    head: {
      corrId: isRecord(head) && typeof head.corrId === 'string' ? head.corrId : '',
      status: 400,
      version: protocolVersion,
    },
    data: why,
  };
}
