import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';

/** How to reach a database. What is missing comes from PG* variables, as everywhere with Postgres. */
export interface PostgresSettings {
  /** `postgres://user:password@host:port/database?sslmode=…`; goes before the rest. */
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  /** `true` verifies the certificate. */
  readonly ssl?: boolean | Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>;
  readonly connectTimeoutMs?: number;
}

/** Where and who, without secrets; for messages and for the record of a sync. */
export interface PostgresDescription {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** What the driver takes. */
export function clientConfig(settings: PostgresSettings): ClientConfig {
  const { url, connectTimeoutMs = 10_000, ...parts } = settings;
  return {
    ...Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)),
    ...(url === undefined ? {} : { connectionString: libpqUrl(url) }),
    application_name: 'headrace',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** Makes `sslmode` mean what it means to every other client; the driver's own reading is being changed. */
function libpqUrl(url: string): string {
  return /[?&]sslmode=/.test(url) && !url.includes('uselibpqcompat=') ? `${url}&uselibpqcompat=true` : url;
}

/** Takes a password out of a text, however it got there. */
export function withoutSecrets(text: string, settings: PostgresSettings): string {
  const urlPassword = settings.url === undefined ? undefined : /:\/\/[^:@/]*:(.*)@/.exec(settings.url)?.[1];
  const secrets = [settings.password, urlPassword, urlPassword && decoded(urlPassword)];
  return secrets
    .filter((secret) => secret !== undefined && secret.length > 2)
    .reduce<string>((cleaned, secret) => cleaned.replaceAll(secret ?? '', '***'), text);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
