import * as z from 'zod';
import { type Clock, exitCode, HeadraceError } from '../kernel/index.ts';
import { tokenText } from './answers.ts';
import { skewProblem } from './clock-skew.ts';
import type { Credentials } from './credentials.ts';
import { clientRefused, notAWorkspace, unexpectedAnswer } from './problems.ts';
import { readAnswer } from './read-answer.ts';
import type { Send } from './send.ts';
import type { FreshToken } from './tokens.ts';

const granted = z.looseObject({ access_token: tokenText, expires_in: z.coerce.number().optional() });

/** A token for a service principal (OAuth, client credentials), from the workspace itself. */
export async function clientToken(
  { clientId, clientSecret, from }: Extract<Credentials, { readonly kind: 'client' }>,
  { host, send, clock }: { readonly host: string; readonly send: Send; readonly clock: Clock },
): Promise<FreshToken> {
  const call = 'give a token';
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const answer = await send({
    url: `${host}/oidc/v1/token`,
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials&scope=all-apis',
    ...{ call, repeatable: true, timeoutMs: 30_000 },
  });
  const read = readAnswer(answer, [clientSecret, basic]);
  const usage = { exitCode: exitCode.usage };
  if (read.kind === 'page') {
    throw new HeadraceError(notAWorkspace({ host, status: answer.status }), usage);
  }
  if (read.kind === 'error') {
    const { detail } = read;
    throw new HeadraceError(
      skewProblem(host, answer, detail, clock) ?? clientRefused({ host, from, detail }),
      usage,
    );
  }
  const parsed = granted.safeParse(read.value);
  if (!parsed.success) {
    throw new HeadraceError(unexpectedAnswer({ host, call, detail: 'there is no access_token in it' }));
  }
  const { access_token: token, expires_in } = parsed.data;
  return { token, lifetimeMs: expires_in === undefined ? undefined : expires_in * 1000 };
}
