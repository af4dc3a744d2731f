import { ApiError } from './api-error.ts';
import type { FakeServicePrincipal, FakeUser } from './options.ts';
import type { Random } from './random.ts';

/** Who asks. */
export interface Principal {
  readonly kind: 'user' | 'service_principal';
  /** As the workspace calls them: a user's name, a service principal's client id. */
  readonly name: string;
  readonly displayName: string;
  readonly id: string;
  readonly admin: boolean;
}

export interface Principals {
  readonly all: readonly Principal[];
  /** @throws ApiError 401 or 403 for credentials that are missing, unknown or expired. */
  authenticate(authorization: string | undefined): Principal;
  /** Answers `POST /oidc/v1/token`. */
  issueToken(authorization: string | undefined, form: URLSearchParams): TokenAnswer;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}

interface Issued {
  readonly principal: Principal;
  readonly until: number;
}

/** People with tokens, and service principals that get tokens for a while. */
export function createPrincipals(
  users: readonly FakeUser[],
  services: readonly FakeServicePrincipal[],
  { now, random, lifetimeS }: { now: () => number; random: Random; lifetimeS: number },
): Principals {
  const byToken = new Map<string, Issued>();
  const people = users.map(({ name, token, admin = true }): Principal => {
    const principal: Principal = { kind: 'user', name, displayName: name, id: random.id(), admin };
    byToken.set(token, { principal, until: Number.POSITIVE_INFINITY });
    return principal;
  });
  const clients = services.map(({ name, clientId, clientSecret, admin = true }) => {
    const known = { kind: 'service_principal', name: clientId, displayName: name } as const;
    return { clientId, clientSecret, principal: { ...known, id: random.id(), admin } };
  });

  return {
    all: [...people, ...clients.map(({ principal }) => principal)],

    authenticate(authorization) {
      const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) {
        throw new ApiError(401, 401, 'Credential was not sent or was of an unsupported type for this API.');
      }
      const issued = byToken.get(token);
      if (!issued) throw new ApiError(403, 403, 'Invalid access token.');
      if (issued.until <= now()) throw new ApiError(403, 403, 'Token is expired. (token expired)');
      return issued.principal;
    },

    issueToken(authorization, form) {
      const { clientId, clientSecret } = clientIn(authorization, form);
      const client = clients.find((known) => known.clientId === clientId);
      if (!client || client.clientSecret !== clientSecret) {
        return refusal(401, 'invalid_client', 'Client authentication failed');
      }
      if (form.get('grant_type') !== 'client_credentials') {
        return refusal(400, 'unsupported_grant_type', 'The grant type must be client_credentials');
      }
      if (!form.get('scope')?.split(' ').includes('all-apis')) {
        return refusal(400, 'invalid_scope', 'The scope must be all-apis');
      }
      const token = `fake-oauth-${random.hex(32)}`;
      byToken.set(token, { principal: client.principal, until: now() + lifetimeS * 1000 });
      const body = { access_token: token, scope: 'all-apis', token_type: 'Bearer', expires_in: lifetimeS };
      return { status: 200, body };
    },
  };
}

/** By the header, as the official tools do, or by fields of the form. */
function clientIn(
  authorization: string | undefined,
  form: URLSearchParams,
): { clientId: string | null; clientSecret: string | null } {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined)
    return { clientId: form.get('client_id'), clientSecret: form.get('client_secret') };
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return {
    clientId: unescaped(text.slice(0, colon)),
    clientSecret: unescaped(text.slice(colon + 1)),
  };
}

/** The header's parts are escaped like those of a form. */
function unescaped(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? text;
}

function refusal(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}
