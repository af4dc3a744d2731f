import { Reply } from '../endpoint.ts';
import type { SeenRequest } from '../options.ts';
import type { Random } from '../random.ts';

/** The storage that results lie in: another service, which trusts links and knows no tokens. */
export interface ExternalLinks {
  /** A new link to these bytes, good for a while. */
  make(bytes: Uint8Array): { readonly url: string; readonly expiration: string };
  /** Answers a download; undefined when the path is none of this storage's. */
  answer(path: string, request: SeenRequest): Reply | undefined;
}

const folder = '/fake-storage/';

export function createExternalLinks({
  now,
  host,
  random,
  linkMs,
  demanded,
}: {
  readonly now: () => number;
  readonly host: () => string;
  readonly random: Random;
  readonly linkMs: number;
  /** Headers without which nothing is given out. */
  readonly demanded: Readonly<Record<string, string>>;
}): ExternalLinks {
  const links = new Map<string, { readonly bytes: Uint8Array; readonly until: number }>();
  return {
    make(bytes) {
      const until = now() + linkMs;
      const path = `${folder}${random.hex(16)}`;
      const signature = random.hex(32);
      links.set(`${path}?${signature}`, { bytes, until });
      const query = new URLSearchParams({ 'X-Amz-Signature': signature });
      return { url: `${host()}${path}?${query}`, expiration: new Date(until).toISOString() };
    },
    answer(path, { method, headers, query }) {
      if (!path.startsWith(folder)) return undefined;
      if (method !== 'GET') return refusal(405, 'MethodNotAllowed', 'Only GET is allowed.');
      if (headers.authorization !== undefined) {
        return refusal(
          400,
          'InvalidArgument',
          'Only one auth mechanism allowed: the link is signed, send no Authorization header.',
        );
      }
      const found = links.get(`${path}?${query['X-Amz-Signature'] ?? ''}`);
      const missing = Object.entries(demanded).some(([name, value]) => headers[name.toLowerCase()] !== value);
      if (!found || missing) return refusal(403, 'SignatureDoesNotMatch', 'The signature does not match.');
      if (found.until <= now()) return refusal(403, 'AccessDenied', 'Request has expired');
      return new Reply(200, { 'content-type': 'application/octet-stream' }, found.bytes);
    },
  };
}

/** Storage answers XML, not JSON. */
function refusal(status: number, code: string, message: string): Reply {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>\n`;
  return new Reply(status, { 'content-type': 'application/xml' }, Buffer.from(xml));
}
