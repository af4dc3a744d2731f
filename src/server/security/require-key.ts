import type { MiddlewareHandler } from 'hono';
import { sameText } from '../../kernel/index.ts';
import { HttpProblem } from '../http-problem.ts';
import { keyNeeded } from '../problems.ts';
import { bearer } from './bearer.ts';

/** Where a server has its key; not the whole path, which is nobody's business outside. */
const keyFile = '.headrace/api.key';

/** Lets only those pass who send the key. */
export function requireKey(apiKey: string): MiddlewareHandler {
  return async (context, next) => {
    const given = bearer(context.req.header('authorization'));
    if (given === undefined || !sameText(given, apiKey)) {
      throw new HttpProblem(401, keyNeeded({ file: keyFile }), { 'www-authenticate': 'Bearer' });
    }
    await next();
  };
}
