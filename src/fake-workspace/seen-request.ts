import type { IncomingMessage } from 'node:http';
import { parseExact } from '../kernel/index.ts';
import type { SeenRequest } from './options.ts';

/** A request as tests may look at it. No credential is kept: neither headers nor the bodies that carry them. */
export function seenRequest(
  incoming: IncomingMessage,
  url: URL,
  body: Uint8Array,
  { number, at }: { readonly number: number; readonly at: number },
): SeenRequest {
  const { authorization, ...others } = incoming.headers;
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]),
  );
  const secret = url.pathname.startsWith('/oidc/');
  return {
    ...{ number, at, method: incoming.method ?? 'GET', path: url.pathname, query },
    headers: { ...headers, ...(authorization && { authorization: authorization.split(' ')[0] ?? '' }) },
    body: secret || body.length === 0 ? undefined : readable(body),
  };
}

function readable(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString('utf8');
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}
