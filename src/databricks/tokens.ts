import type { Clock } from '../kernel/index.ts';
import { cliToken } from './cli-token.ts';
import { clientToken } from './client-token.ts';
import type { Credentials } from './credentials.ts';
import type { Send } from './send.ts';

/** Gives the token that requests carry. */
export interface Tokens {
  current(): Promise<string>;
  /** Told of a token that was refused. @returns whether another can be had. */
  refused(token: string): boolean;
  /** Everything that must never be shown. */
  secrets(): readonly string[];
}

/** A token and how long it is good, in ms from when it was asked for; undefined: as long as nobody refuses it. */
export interface FreshToken {
  readonly token: string;
  readonly lifetimeMs: number | undefined;
}

interface TokenContext {
  readonly host: string;
  readonly clock: Clock;
  readonly send: Send;
}

export function tokensFor(credentials: Credentials, context: TokenContext): Tokens {
  const { kind } = credentials;
  if (kind === 'token') {
    const { token } = credentials;
    return { current: async () => token, refused: () => false, secrets: () => [token] };
  }
  if (kind === 'client') {
    return renewed(() => clientToken(credentials, context), context.clock, [credentials.clientSecret]);
  }
  return renewed(() => cliToken(credentials, context.host, context.clock), context.clock, []);
}

/** Of its life, a token is used no longer than until so much is left. */
const reserve = { most: 5 * 60_000, part: 1 / 4 } as const;

/**
 * Fetches a token when there is none, and the next one in time. Its life is counted by our own clock from when
 * it was asked for, so it does not matter whether that clock is right.
 */
function renewed(fetchToken: () => Promise<FreshToken>, clock: Clock, secrets: readonly string[]): Tokens {
  const given = new Set(secrets);
  let kept: { readonly token: string; readonly until: number } | undefined;
  let underway: Promise<string> | undefined;

  const renew = async (): Promise<string> => {
    const asked = clock.now();
    const { token, lifetimeMs = Number.POSITIVE_INFINITY } = await fetchToken();
    given.add(token);
    kept = { token, until: asked + lifetimeMs - Math.min(reserve.most, lifetimeMs * reserve.part) };
    return token;
  };
  return {
    async current() {
      if (kept !== undefined && clock.now() < kept.until) return kept.token;
      // Everybody who waits gets the same one.
      underway ??= renew().finally(() => {
        underway = undefined;
      });
      return underway;
    },
    refused(token) {
      if (kept?.token === token) kept = undefined;
      return true;
    },
    secrets: () => [...given],
  };
}
