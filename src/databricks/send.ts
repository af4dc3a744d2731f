import { type Clock, exitCode, HeadraceError } from '../kernel/index.ts';
import { connectionFault } from './connection-fault.ts';
import { outcomeUnknown, throttled, unavailable } from './problems.ts';

/** One request as HTTP knows it. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** In words, for messages: `start job 7`. */
  readonly call: string;
  /** Whether doing it twice does no harm. */
  readonly repeatable: boolean;
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Any answer but those after which it was tried again. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A wait before the same is tried again. */
export interface Retry {
  readonly host: string;
  /** In words: `start job 7`. */
  readonly call: string;
  readonly reason: string;
  readonly throttled: boolean;
  /** How many attempts there were. */
  readonly attempt: number;
  /** Since the first attempt. */
  readonly waitedMs: number;
  readonly waitMs: number;
}

export interface SendContext {
  readonly host: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly patienceMs: number;
  readonly onRetry: ((retry: Retry) => void) | undefined;
}

export type Send = (request: Outgoing) => Promise<Answer>;

/** How long somebody is called who has never answered. */
const firstContactMs = 5_000;
/** How often something is tried that ends in an error inside the workspace (500). */
const attemptsAtInternalError = 3;

/** Why an attempt is to be followed by another. */
interface Setback {
  readonly reason: string;
  readonly throttled: boolean;
  /** It cannot have been done. */
  readonly undone: boolean;
  readonly retryAfterMs: number | undefined;
  readonly patienceMs: number;
  readonly error: (waitedMs: number) => HeadraceError;
}

/**
 * Makes the function that every request goes through: it waits and tries again while the workspace throttles
 * (429), is away, or loses connections. What may have been done and does harm twice is not tried again.
 */
export function createSend(context: SendContext): Send {
  const { clock, random, onRetry } = context;
  let reached = false;

  return async (request) => {
    const begun = clock.now();
    for (let attempt = 1; ; attempt += 1) {
      request.signal?.throwIfAborted();
      const result = await attemptOnce(request, context, reached);
      if ('answer' in result) {
        reached = true;
        const setback = setbackOf(result.answer, request, attempt, context);
        if (setback === undefined) return result.answer;
        await wait(setback, attempt);
      } else {
        await wait(result.setback, attempt);
      }
    }

    async function wait(setback: Setback, attempt: number): Promise<void> {
      const { call, repeatable, signal } = request;
      const waited = clock.now() - begun;
      if (!setback.undone && !repeatable) {
        const problem = outcomeUnknown({ host: context.host, call, detail: setback.reason });
        throw new HeadraceError(problem, { exitCode: exitCode.unreachable });
      }
      const waitMs = pause(setback.retryAfterMs, attempt, random);
      if (waited + waitMs > setback.patienceMs) throw setback.error(waited);
      const { reason, throttled } = setback;
      onRetry?.({ host: context.host, call, reason, throttled, attempt, waitedMs: waited, waitMs });
      await clock.sleep(waitMs, signal);
    }
  };
}

async function attemptOnce(
  { url, method, headers, body, timeoutMs, signal }: Outgoing,
  { host, patienceMs, fetch }: SendContext,
  reached: boolean,
): Promise<{ readonly answer: Answer } | { readonly setback: Setback }> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...{ method, headers, redirect: 'manual', body: body ?? null },
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { answer: { status: response.status, headers: response.headers, body: bytes } };
  } catch (error) {
    signal?.throwIfAborted();
    const fault = connectionFault(error, host);
    if (!fault.transient) throw fault.error;
    return {
      setback: {
        reason: fault.detail,
        ...{ throttled: false, undone: fault.unsent, retryAfterMs: undefined },
        patienceMs: reached ? patienceMs : Math.min(patienceMs, firstContactMs),
        error: () => fault.error,
      },
    };
  }
}

/** Undefined for an answer that another attempt would not change. */
function setbackOf(
  { status, headers }: Answer,
  request: Outgoing,
  attempt: number,
  context: SendContext,
): Setback | undefined {
  const { host, clock, patienceMs } = context;
  const { call } = request;
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), clock);
  const common = { retryAfterMs, patienceMs };
  const unreachable = { exitCode: exitCode.unreachable };
  if (status === 429) {
    return {
      ...common,
      ...{ reason: 'too many requests (429)', throttled: true, undone: true },
      error: (waitedMs) =>
        new HeadraceError(throttled({ host, call, waitedMs, askedMs: retryAfterMs }), unreachable),
    };
  }
  if (![500, 502, 503, 504].includes(status)) return undefined;
  // An error inside says more than we could, and seldom goes by itself.
  if (status === 500 && (!request.repeatable || attempt >= attemptsAtInternalError)) return undefined;
  const detail = `it answers ${status}`;
  return {
    ...common,
    ...{ reason: detail, throttled: false },
    // Whoever says when to come again has not begun.
    undone: status === 503 && retryAfterMs !== undefined,
    error: (waitedMs) => new HeadraceError(unavailable({ host, call, waitedMs, detail }), unreachable),
  };
}

/** With some chance in it, so that many who were sent away together do not come back together. */
export function pause(retryAfterMs: number | undefined, attempt: number, random: () => number): number {
  if (retryAfterMs !== undefined) return Math.round(retryAfterMs * (1 + random() / 4));
  return Math.round(Math.min(20_000, 500 * 2 ** (attempt - 1)) * (0.5 + random() / 2));
}

/** Seconds, or a date. */
function readRetryAfter(header: string | null, clock: Clock): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
}
