import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { startElasticsearch } from './elasticsearch.ts';
import { portOf } from './free-port.ts';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for the servers that they share. */
    sharedServers: string;
  }
}

/** A server as test files know it. */
interface Shared {
  readonly url: string;
  stop(): Promise<unknown>;
}

/**
 * Test files run in processes of their own, and share one server of each kind. This process owns the
 * servers. It starts one when the first file asks for it, so files that need none wait for none.
 */
export default async function shareServers({ provide }: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<Shared>>();
  const start = async (name: string): Promise<Shared> => {
    if (name === '/elasticsearch') return startElasticsearch({ quickStart: true });
    if (name === '/postgres') return startPostgres();
    if (name === '/spark') return (await import('../spark/shared-server.ts')).startSharedSpark();
    throw new Error(`there is no ${name}`);
  };
  const desk = createServer((request, response) => {
    const name = request.url ?? '';
    const server = started.get(name) ?? start(name);
    started.set(name, server);
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  desk.unref().listen(0, '127.0.0.1');
  await once(desk, 'listening');
  provide('sharedServers', `http://127.0.0.1:${portOf(desk.address())}`);
  return async () => {
    desk.close();
    const ended = [...started.values()].map(async (server) => (await server).stop());
    await Promise.allSettled(ended);
  };
}
