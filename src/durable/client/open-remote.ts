import { HttpNetwork, PollMessageSource, Resonate } from '@resonatehq/sdk';

/** Where a Resonate server is, and who we are to it. */
export interface RemoteServer {
  readonly url: string;
  readonly token: string | undefined;
}

/** What Resonate logs is told otherwise: attempts as notes, failures as the workflow's end. */
export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A client of a Resonate server; work for `group` comes to it from the next turn on. */
export function openRemote({ url, token }: RemoteServer, group = 'default'): Resonate {
  const pid = crypto.randomUUID().replaceAll('-', '');
  const base = url.replace(/\/+$/, '');
  const source = new PollMessageSource({
    url: `${base}/poll/${encodeURIComponent(group)}/${pid}`,
    ...(token && { token }),
    logger: silent,
  });
  const network = new HttpNetwork({
    ...{ url: base, adapter: source, logger: silent },
    ...(token && { token }),
  });
  const { stop } = network;
  network.stop = async () => {
    // Left to itself, it would go on to connect again after it was stopped.
    Object.assign(source, { connect: () => undefined });
    await stop.call(network);
  };
  return new Resonate({ network, pid, group, logger: silent });
}
