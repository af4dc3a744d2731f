import type { Client } from 'pg';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { codeOf, faultOf, reasonOf } from './faults.ts';
import { accessDenied, invalidSettings, unknownDatabase, unreachable, unsafeConnection } from './problems.ts';
import { clientConfig, type PostgresDescription, type PostgresSettings, withoutSecrets } from './settings.ts';

/**
 * What a session must have so that a row gives the same text, and so the same hash, whoever asks. Beside that:
 * nothing is ever written, and rows come in order, so nobody else computes for us.
 */
const session = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  default_transaction_read_only: 'on',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

/**
 * Opens a connection. The signal ends the attempt, and later the connection, at once.
 *
 * @throws HeadraceError (exit code 5 where the server cannot be spoken to, else 2), the driver's error as cause.
 */
export async function connect(settings: PostgresSettings, signal?: AbortSignal): Promise<Client> {
  const client = await newClient(settings);
  // A connection lost between two statements is noticed by the next one.
  client.on('error', () => undefined);
  const onAbort = (): void => disconnect(client);
  signal?.addEventListener('abort', onAbort);
  client.on('end', () => signal?.removeEventListener('abort', onAbort));
  try {
    await client.connect();
    const calls = Object.entries(session).map(([name, value]) => `set_config('${name}', '${value}', false)`);
    await client.query(`SELECT ${calls.join(', ')}`);
    return client;
  } catch (error) {
    disconnect(client);
    throw explain(error, client, settings);
  }
}

/** Ends a connection at once, whatever it does. */
export function disconnect(client: Client): void {
  client.connection.stream.destroy();
}

/**
 * Opens a connection, uses it once, and closes it.
 *
 * @throws HeadraceError (exit code 5) when the connection breaks meanwhile; else what `use` throws.
 */
export async function withConnection<T>(
  settings: PostgresSettings,
  use: (client: Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const client = await connect(settings, signal);
  try {
    return await use(client);
  } catch (error) {
    throw faultOf(error) === 'connection' ? explain(error, client, settings) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Whether the database can be used; answers the server's version, such as `15.14`.
 *
 * @throws HeadraceError as `connect` does.
 */
export async function pingPostgres(settings: PostgresSettings): Promise<string> {
  return withConnection(settings, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  });
}

export async function describePostgres(settings: PostgresSettings): Promise<PostgresDescription> {
  return describeClient(await newClient(settings));
}

function describeClient({ host, port, database, user }: Client): PostgresDescription {
  return { host, port, database: database ?? '', user: user ?? '' };
}

async function newClient(settings: PostgresSettings): Promise<Client> {
  const { default: pg } = await import('pg');
  try {
    return new pg.Client(clientConfig(settings));
  } catch (error) {
    const reason = withoutSecrets(reasonOf(error), settings);
    throw new HeadraceError(invalidSettings({ reason }), { exitCode: exitCode.usage });
  }
}

/** The error of the driver in words for people; it never shows the password. */
function explain(error: unknown, client: Client, settings: PostgresSettings): HeadraceError {
  const { host, port, database, user } = describeClient(client);
  const where = host.startsWith('/') ? host : `${host}:${port}`;
  const reason = withoutSecrets(reasonOf(error), settings);
  const code = codeOf(error) ?? '';
  const usage = { exitCode: exitCode.usage, cause: error };
  if (code === '3D000') return new HeadraceError(unknownDatabase({ where, database }), usage);
  if (code.startsWith('28') || /^SASL|password/i.test(reason))
    return new HeadraceError(accessDenied({ where, user, reason }), usage);
  if (/certificate|SSL|TLS|altnames/i.test(`${code} ${reason}`) && faultOf(error) !== 'connection')
    return new HeadraceError(unsafeConnection({ where, reason }), usage);
  return new HeadraceError(unreachable({ where, reason }), { exitCode: exitCode.unreachable, cause: error });
}
