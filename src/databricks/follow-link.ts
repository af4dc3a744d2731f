import { type Clock, exitCode, HeadraceError } from '../kernel/index.ts';
import type { CallOptions } from './api.ts';
import { connectionFault } from './connection-fault.ts';
import { isLoopback } from './host.ts';
import { linkFailed } from './problems.ts';
import { pause } from './send.ts';
import type { ExternalLink, FetchedChunk } from './statements.ts';

interface LinkContext {
  readonly host: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
}

/** @param newLink asks for the link anew. */
export type FollowLink = (
  newLink: () => Promise<ExternalLink | undefined>,
  options?: CallOptions,
) => Promise<FetchedChunk>;

const mostAttempts = 6;
/** Of one attempt; a part has some 20 MB. */
const timeoutMs = 5 * 60_000;

/**
 * Fetches what external links point to. They lead to a storage outside the workspace and bear their own
 * permission, so our token is not sent along; and they are as secret as one, so they are in no message.
 */
export function followLinks({ host, fetch, clock, random }: LinkContext): FollowLink {
  return async (newLink, { signal } = {}) => {
    let storage = 'its storage';
    let detail = 'the workspace gives no link';
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      // A link that has expired needs no patience, only another link.
      if (attempt > 2) await clock.sleep(pause(undefined, attempt - 2, random), signal);
      signal?.throwIfAborted();
      const link = await newLink();
      const url = URL.parse(link?.external_link ?? '');
      if (link === undefined || url === null) continue;
      storage = url.host;
      if (url.protocol !== 'https:' && !(isLoopback(url.origin) && isLoopback(host))) {
        detail = 'the link is not encrypted';
        continue;
      }
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(url, {
          headers: link.http_headers ?? {},
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        });
        const bytes = new Uint8Array(await response.arrayBuffer());
        if (response.ok) return { rowOffset: link.row_offset, rowCount: link.row_count, bytes };
        detail = `it answers ${response.status}`;
      } catch (error) {
        signal?.throwIfAborted();
        ({ detail } = connectionFault(error, storage));
      }
    }
    const problem = linkFailed({ storage, attempts: mostAttempts, detail });
    throw new HeadraceError(problem, { exitCode: exitCode.unreachable });
  };
}
