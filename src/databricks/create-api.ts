import type * as z from 'zod';
import { HeadraceError, writeExact } from '../kernel/index.ts';
import type { Api, ApiRequest } from './api.ts';
import type { Credentials } from './credentials.ts';
import { unexpectedAnswer } from './problems.ts';
import { type ReadAnswer, readAnswer } from './read-answer.ts';
import { refusal, refusesToken } from './refusal.ts';
import { type Answer, createSend, type SendContext } from './send.ts';
import { tokensFor } from './tokens.ts';

export interface ApiContext extends SendContext {
  readonly credentials: Credentials;
}

const page = { kind: 'page' } as const;

/** How long one attempt may take unless said. */
const defaultTimeout = 60_000;

export function createApi(context: ApiContext): Api {
  const { host, credentials, clock } = context;
  const send = createSend(context);
  const tokens = tokensFor(credentials, { host, clock, send });

  const attempt = async (request: ApiRequest, token: string): Promise<Answer> => {
    const { method, body, content, timeoutMs = defaultTimeout, signal } = request;
    const type = body === undefined ? 'application/octet-stream' : 'application/json';
    const hasBody = body !== undefined || content !== undefined;
    return send({
      ...{ method, timeoutMs, signal, call: callOf(request) },
      url: `${host}${request.path}${queryText(request.query)}`,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'headrace',
        ...(hasBody && { 'content-type': type }),
      },
      body: body === undefined ? content : writeExact(body),
      repeatable: request.repeatable ?? !['POST', 'PATCH'].includes(method),
    });
  };

  const secretsOf = ({ secrets = [] }: ApiRequest): readonly string[] => [...tokens.secrets(), ...secrets];

  /** An answer that says yes. A token that was refused is renewed once, where that is possible. */
  const answered = async (request: ApiRequest): Promise<Answer> => {
    for (let renewed = false; ; renewed = true) {
      const token = await tokens.current();
      const answer = await attempt(request, token);
      if (answer.status < 300) return answer;
      const read = readAnswer(answer, secretsOf(request));
      if (!renewed && refusesToken(answer, read) && tokens.refused(token)) continue;
      throw refusedWith(request, answer, read);
    }
  };
  const refusedWith = (request: ApiRequest, answer: Answer, read: ReadAnswer): HeadraceError =>
    refusal({ request, answer, read, call: callOf(request), host, credentials, clock });

  return {
    async json<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
      const answer = await answered(request);
      const read = readAnswer(answer, secretsOf(request));
      if (read.kind !== 'value') throw refusedWith(request, answer, read);
      const parsed = schema.safeParse(read.value);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const detail = `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not as expected'}`;
      throw new HeadraceError(unexpectedAnswer({ host, call: callOf(request), detail }));
    },
    async bytes(request) {
      const answer = await answered(request);
      // Only its type tells: a file may be a page.
      if (/html/i.test(answer.headers.get('content-type') ?? '')) throw refusedWith(request, answer, page);
      return answer.body;
    },
    async done(request) {
      const answer = await answered(request);
      const read = readAnswer(answer, secretsOf(request));
      // A login page says 200 to everything, and has done nothing.
      if (read.kind === 'page') throw refusedWith(request, answer, read);
    },
  };
}

function callOf({ action, thing }: ApiRequest): string {
  return `${action} ${thing}`;
}

function queryText(query: ApiRequest['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) parameters.append(name, String(one));
  }
  return parameters.size === 0 ? '' : `?${parameters}`;
}
