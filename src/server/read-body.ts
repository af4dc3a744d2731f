import type { Context } from 'hono';
import { isRecord } from '../kernel/index.ts';
import { HttpProblem } from './http-problem.ts';
import { badRequest } from './problems.ts';
import { readBounded } from './read-bounded.ts';

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
  const bytes = await readBounded(context.req.raw);
  const type = context.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return await form(bytes, type);
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return {};
  // `curl -d '{…}'` calls its JSON a form.
  if (/^application\/x-www-form-urlencoded\b/i.test(type) && !text.trimStart().startsWith('{')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  const body = parsed(text);
  if (!isRecord(body)) throw new HttpProblem(400, badRequest({ what: 'The body must be a JSON object.' }));
  return body;
}

async function form(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return Object.fromEntries(await new Response(bytes, { headers: { 'content-type': type } }).formData());
  } catch {
    throw new HttpProblem(400, badRequest({ what: 'The body is not the form that it says it is.' }));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpProblem(400, badRequest({ what: `The body is not JSON: ${reason}.` }));
  }
}
