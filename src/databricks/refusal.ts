import { type Clock, exitCode, HeadraceError, type Problem } from '../kernel/index.ts';
import type { ApiRequest } from './api.ts';
import { skewProblem } from './clock-skew.ts';
import type { Credentials } from './credentials.ts';
import {
  conflict,
  gone,
  notAWorkspace,
  notPermitted,
  refused,
  tokenExpired,
  tokenRefused,
  unexpectedAnswer,
} from './problems.ts';
import type { ReadAnswer } from './read-answer.ts';
import type { Answer } from './send.ts';

interface Refused {
  readonly request: ApiRequest;
  readonly answer: Answer;
  readonly read: ReadAnswer;
  /** In words: `start job 7`. */
  readonly call: string;
  readonly host: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
}

/** Whether the workspace does not take the token: 401, and for one that it never knew 403. */
export function refusesToken({ status }: Answer, read: ReadAnswer): boolean {
  if (status === 401) return true;
  return (
    status === 403 && read.kind === 'error' && /invalid (access )?token|token is expired/i.test(read.detail)
  );
}

/** What to say of an answer that says no. */
export function refusal(refused: Refused): HeadraceError {
  const { answer, read, host, call } = refused;
  const usage = { exitCode: exitCode.usage };
  if (read.kind === 'page') return new HeadraceError(notAWorkspace({ host, status: answer.status }), usage);
  if (read.kind === 'value' || answer.status < 300) {
    return new HeadraceError(unexpectedAnswer({ host, call, detail: 'it is no JSON' }));
  }
  if (refusesToken(answer, read)) return new HeadraceError(tokenProblem(refused, read.detail), usage);
  if (answer.status === 403) {
    const { from } = refused.credentials;
    return new HeadraceError(notPermitted({ host, call, from, detail: read.detail }), usage);
  }
  return new HeadraceError(otherProblem(refused, read));
}

function tokenProblem({ answer, host, credentials, clock }: Refused, detail: string): Problem {
  const { from } = credentials;
  const skew = skewProblem(host, answer, detail, clock);
  if (skew) return skew;
  const expired = credentials.kind === 'token' ? expiryOf(credentials.token) : undefined;
  return expired !== undefined && expired < clock.now()
    ? tokenExpired({ from, at: new Date(expired).toISOString() })
    : tokenRefused({ host, from, detail });
}

function otherProblem(
  { request, answer: { status }, host, call }: Refused,
  { code, detail }: Extract<ReadAnswer, { readonly kind: 'error' }>,
): Problem {
  // The jobs API calls what does not exist a wrong parameter.
  const unknownJob = request.path.includes('/jobs/') && /^(job|run)\b.*does(n't| not) exist/i.test(detail);
  if ((status === 404 && code !== 'ENDPOINT_NOT_FOUND') || unknownJob) {
    return gone({ host, thing: request.thing, detail });
  }
  if (status === 409) return conflict({ host, call, detail });
  return refused({ host, call, status, detail });
}

/** When an OAuth token ends, in ms since the epoch; undefined for any other token. */
function expiryOf(token: string): number | undefined {
  const [, claims] = token.split('.');
  if (claims === undefined) return undefined;
  const seconds = /"exp"\s*:\s*(\d+)/.exec(Buffer.from(claims, 'base64url').toString('utf8'))?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
