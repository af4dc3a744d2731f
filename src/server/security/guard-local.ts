import type { MiddlewareHandler } from 'hono';
import { HttpProblem } from '../http-problem.ts';
import { foreignHost, foreignOrigin } from '../problems.ts';

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What browsers call requests of our own pages, and those that a person typed. */
const ownSites = new Set(['same-origin', 'none']);

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
  // Another port of this machine is another site, too, though browsers call it the same one.
  if (!ownSites.has(context.req.header('sec-fetch-site') ?? 'none')) {
    throw new HttpProblem(403, foreignOrigin({ origin: 'another site' }));
  }
  await next();
};
