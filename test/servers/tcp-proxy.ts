import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { portOf } from './free-port.ts';

export interface TcpProxy {
  /** The URL that was given, with the proxy's address in place of the server's. */
  readonly url: string;
  /** How many connections were ever made. */
  readonly connections: number;
  /** Resets all connections. New ones work. */
  cut(): void;
  /** Nothing passes any more, in either direction, and nobody is told; new connections wait too. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A proxy that knows nothing of what passes: for Postgres, or any other protocol over TCP. */
export async function startTcpProxy(upstreamUrl: string): Promise<TcpProxy> {
  const upstream = new URL(upstreamUrl);
  const pairs = new Set<Pair>();
  let paused = false;
  let connections = 0;

  const listener = createServer((client) => {
    connections += 1;
    const pair: Pair = { client, server: dial(Number(upstream.port || 5432), upstream.hostname) };
    pairs.add(pair);
    for (const [socket, other] of [
      [pair.client, pair.server],
      [pair.server, pair.client],
    ] as const) {
      socket.setNoDelay();
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    if (paused) hold(pair);
    else connect(pair);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = new URL(upstream);
  url.host = `127.0.0.1:${portOf(listener.address())}`;

  const cut = (): void => {
    for (const { client, server } of pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };
  return {
    url: url.href,
    get connections() {
      return connections;
    },
    cut,
    pause() {
      paused = true;
      for (const pair of pairs) hold(pair);
    },
    resume() {
      paused = false;
      for (const pair of pairs) connect(pair);
    },
    async stop() {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      await closed;
    },
  };
}

function connect({ client, server }: Pair): void {
  client.pipe(server);
  server.pipe(client);
}

function hold({ client, server }: Pair): void {
  client.unpipe(server).pause();
  server.unpipe(client).pause();
}
