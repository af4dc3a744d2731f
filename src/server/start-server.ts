import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { type AppOptions, createApp } from './create-app.ts';
import { cannotListen, portTaken } from './problems.ts';
import { clientAddress } from './security/client-address.ts';

export interface ServerOptions extends Omit<AppOptions, 'addressOf' | 'defaults'> {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** The job that is run when a request names none. */
  readonly job: string | undefined;
  /** Where jobs reach this server; by default where it listens. */
  readonly publicUrl: string | undefined;
}

export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /** Takes no more requests, lets those under way end, cuts event streams. */
  close(): Promise<void>;
}

/** How long requests that are under way have when the server is to end: milliseconds. */
const farewell = 5000;

/** @throws HeadraceError when the port is taken, or cannot be listened on. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, job } = options;
  let url = '';
  const app = createApp({
    ...options,
    addressOf: (context) =>
      clientAddress(getConnInfo(context).remote.address, context.req.header('x-forwarded-for')),
    defaults: {
      job,
      get url() {
        return options.publicUrl ?? url;
      },
    },
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    // A client that sends slowly does not hold a connection for ever.
    serverOptions: { headersTimeout: 10_000, requestTimeout: 30_000 },
  }) as Server;
  await listen(server, host, port);
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
  return { url, close: () => close(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const problem =
        error.code === 'EADDRINUSE'
          ? portTaken({ host, port })
          : cannotListen({ host, port, reason: error.message });
      reject(new HeadraceError(problem, { exitCode: exitCode.usage, cause: error }));
    };
    server.once('error', fail);
    try {
      server.listen(port, host, resolve);
    } catch (error) {
      // A number that is no port.
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), farewell);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
