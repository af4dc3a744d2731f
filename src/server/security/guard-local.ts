import type { MiddlewareHandler } from 'hono';
import { HttpProblem } from '../http-problem.ts';
import { foreignHost, foreignOrigin } from '../problems.ts';

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Keeps web pages away from a server without a key: a name that only resolves to this machine (DNS rebinding) is
 * seen by the Host header, a page of another site by Origin or Sec-Fetch-Site, which browsers set and pages cannot.
 */
export const guardLocal: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? new URL(context.req.url).host;
  if (!localNames.has(host.replace(/:\d+$/, ''))) throw new HttpProblem(403, foreignHost({ host }));
  const origin = context.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`)
    throw new HttpProblem(403, foreignOrigin({ origin }));
  if (context.req.header('sec-fetch-site') === 'cross-site') {
    throw new HttpProblem(403, foreignOrigin({ origin: 'another site' }));
  }
  await next();
};
