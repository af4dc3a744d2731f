import type { Context } from 'hono';
import { isRecord } from '../kernel/index.ts';
import { HttpProblem } from './http-problem.ts';
import { badRequest } from './problems.ts';

/**
 * The fields of a request: its query, and over it the JSON object (or the form) of its body.
 *
 * @throws HttpProblem 400 when the body is something else.
 */
export async function readFields(context: Context): Promise<Readonly<Record<string, unknown>>> {
  return { ...context.req.query(), ...(await readBody(context)) };
}

/** The body alone; no secret is taken from the address. */
async function readBody(context: Context): Promise<Readonly<Record<string, unknown>>> {
  if (context.req.method === 'GET') return {};
  if (
    /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(
      context.req.header('content-type') ?? '',
    )
  ) {
    return await context.req.parseBody();
  }
  const text = await context.req.text();
  if (text.trim() === '') return {};
  const body = parsed(text);
  if (!isRecord(body)) throw new HttpProblem(400, badRequest({ what: 'The body must be a JSON object.' }));
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpProblem(400, badRequest({ what: `The body is not JSON: ${reason}.` }));
  }
}
