import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from '../http-problem.ts';
import { tooManyRequests } from '../problems.ts';

export interface RateLimits {
  /** Requests that one address may make in a minute. */
  readonly requests: number;
  /** How many of them may be refused for their key or token, before the address has to wait. */
  readonly refusals: number;
}

export const defaultRateLimits: RateLimits = { requests: 6000, refusals: 20 };

/** Bounds what one address can ask for, and how often it can guess. */
export function limitRate(
  { requests, refusals }: RateLimits,
  addressOf: (context: Context) => string,
): MiddlewareHandler {
  const all = new RateLimiterMemory({ points: requests, duration: 60 });
  const refused = new RateLimiterMemory({ points: refusals, duration: 60 });
  return async (context, next) => {
    const address = addressOf(context);
    const guesses = await refused.get(address);
    if (guesses && guesses.consumedPoints >= refusals) throw later(guesses);
    await all.consume(address).catch((error: unknown) => {
      throw error instanceof RateLimiterRes ? later(error) : error;
    });
    await next();
    if (context.res.status === 401) await refused.penalty(address);
  };
}

function later({ msBeforeNext }: RateLimiterRes): HttpProblem {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new HttpProblem(429, tooManyRequests({ seconds }), { 'retry-after': String(seconds) });
}
