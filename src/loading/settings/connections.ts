import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type ConnectionSettings,
  type ResolvedCredentials,
  resolveCredentials,
} from '../../databricks/index.ts';
import { didYouMean, exitCode, HeadraceError, resolveLate } from '../../kernel/index.ts';
import type { Connection, Project } from '../../project/index.ts';
import {
  type ElasticsearchSettings,
  parseNodes,
  settingsFromEnvironment,
} from '../../search/elasticsearch/index.ts';
import type { PostgresSettings } from '../../sources/postgres/index.ts';
import {
  noElasticsearch,
  noPostgres,
  secretNotSet,
  unknownConnectionName,
  unreadableCertificate,
} from '../problems.ts';
import { whyUnreadable } from './why-unreadable.ts';

export interface ConnectionContext {
  readonly project: Pick<Project, 'connections' | 'root'> | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Which Postgres to read from: `--from` (an address or a connection's name), the connection that the
 * configuration names, DATABASE_URL, PG* variables. A project that names its database is not led
 * astray by a variable that was meant for something else.
 *
 * @throws HeadraceError (exit code 2) where nothing says it, or a secret is not set.
 */
export function resolvePostgres(
  given: string | undefined,
  configured: string | undefined,
  context: ConnectionContext,
): PostgresSettings {
  const { env } = context;
  if (given !== undefined && /^postgres(ql)?:\/\//.test(given)) return { url: given };
  const name = given ?? configured;
  if (name !== undefined)
    return postgresSettings(connectionNamed('--from', name, 'postgres', context), context);
  if (env.DATABASE_URL) return { url: env.DATABASE_URL };
  if (env.PGHOST || env.PGDATABASE || env.PGSERVICE) return {};
  const problem = noPostgres({ names: namesOfType('postgres', context) });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

/**
 * Which Elasticsearch to write to: `--to` / `--es-nodes` (addresses or a connection's name), the
 * connection that the configuration names, ELASTICSEARCH_* variables. Credentials that the address cannot
 * hold come from the variables.
 *
 * @throws HeadraceError (exit code 2) where nothing says it, or a secret is not set.
 */
export function resolveElasticsearch(
  flag: '--to' | '--es-nodes',
  given: string | undefined,
  configured: string | undefined,
  context: ConnectionContext,
): ElasticsearchSettings {
  const { env, project } = context;
  const fromEnvironment = settingsFromEnvironment(env);
  const name = given !== undefined && project?.connections.has(given) ? given : undefined;
  if (given !== undefined && name === undefined) {
    const isAddress = flag === '--es-nodes' || /[:/.,]|^localhost$/.test(given);
    if (!isAddress) connectionNamed(flag, given, 'elasticsearch', context);
    const { cloudId: _, ...credentials } = fromEnvironment;
    return { ...credentials, nodes: parseNodes(given) };
  }
  const chosen = name ?? configured;
  if (chosen !== undefined) {
    const { requestTimeoutMs } = fromEnvironment;
    const settings = elasticsearchSettings(connectionNamed(flag, chosen, 'elasticsearch', context), context);
    return { ...settings, ...(requestTimeoutMs !== undefined && { requestTimeoutMs }) };
  }
  if (fromEnvironment.nodes || fromEnvironment.cloudId) return fromEnvironment;
  const problem = noElasticsearch({ names: namesOfType('elasticsearch', context) });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

/**
 * Which Databricks workspace to read tables from: the connection of the project, where there is one such; then
 * what the environment, the target and `.databrickscfg` say.
 *
 * @throws HeadraceError (exit code 2) where nothing says it, or a secret is not set.
 */
export function resolveWorkspace({
  project,
  env,
}: {
  readonly project: Pick<Project, 'connections' | 'target'> | undefined;
  readonly env: NodeJS.ProcessEnv;
}): ResolvedCredentials {
  const all = [...(project?.connections.values() ?? [])].filter(({ type }) => type === 'databricks');
  // Of several, none is meant more than the others.
  const [only] = all.length === 1 ? all : [];
  return resolveCredentials({
    env,
    ...(project && { target: project.target }),
    connection: only && workspaceSettings(only, env),
  });
}

function workspaceSettings(connection: Connection, env: NodeJS.ProcessEnv): ConnectionSettings {
  const text = resolver(connection, env);
  return {
    name: connection.name,
    ...{ host: text('host'), profile: text('profile'), warehouse_id: text('warehouse_id') },
    ...{ token: text('token'), client_id: text('client_id'), client_secret: text('client_secret') },
  };
}

function connectionNamed(
  flag: string,
  name: string,
  type: Connection['type'],
  context: ConnectionContext,
): Connection {
  const found = context.project?.connections.get(name);
  if (found?.type === type) return found;
  const names = namesOfType(type, context);
  const problem = unknownConnectionName({ flag, name, names, mean: didYouMean(name, names) });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

function namesOfType(type: Connection['type'], { project }: ConnectionContext): string[] {
  return [...(project?.connections.values() ?? [])]
    .filter((found) => found.type === type)
    .map(({ name }) => name);
}

function postgresSettings(connection: Connection, { env, project }: ConnectionContext): PostgresSettings {
  const text = resolver(connection, env);
  const port = text('port');
  const ca = certificatePath(text('ca_cert'), project);
  const mode = text('ssl');
  const verified = { rejectUnauthorized: mode !== 'require', ...(ca && { ca: certificate(ca, connection) }) };
  const settings = {
    url: text('url'),
    host: text('host'),
    port: port === undefined ? undefined : Number(port),
    database: text('database'),
    user: text('user'),
    password: text('password'),
    ssl: mode === 'disable' ? false : mode || ca ? verified : undefined,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function elasticsearchSettings(
  connection: Connection,
  { env, project }: ConnectionContext,
): ElasticsearchSettings {
  const text = resolver(connection, env);
  const { url } = connection.settings;
  const nodes = (Array.isArray(url) ? url : [url]).filter((item) => typeof item === 'string');
  const ca = certificatePath(text('ca_cert'), project);
  const resolved = nodes.map((node) => resolvedText(node, connection, env)).join(',');
  const settings = {
    nodes: nodes.length > 0 ? parseNodes(resolved) : undefined,
    cloudId: text('cloud_id'),
    apiKey: text('api_key'),
    username: text('username'),
    password: text('password'),
    caCert: ca,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Where a certificate is; what is the certificate itself stays so. */
function certificatePath(
  written: string | undefined,
  project: ConnectionContext['project'],
): string | undefined {
  if (!written || written.includes('-----BEGIN')) return written;
  return resolve(project?.root ?? '.', written);
}

function certificate(given: string, { name, at }: Connection): string {
  if (given.includes('-----BEGIN')) return given;
  try {
    return readFileSync(given, 'utf8');
  } catch (error) {
    const reason = whyUnreadable(error);
    const problem = unreadableCertificate({ connection: name, path: given, reason }, at);
    throw new HeadraceError(problem, { exitCode: exitCode.usage, cause: error });
  }
}

function resolver(connection: Connection, env: NodeJS.ProcessEnv): (key: string) => string | undefined {
  return (key) => {
    const written = connection.settings[key];
    return written === undefined ? undefined : resolvedText(String(written), connection, env);
  };
}

function resolvedText(written: string, connection: Connection, env: NodeJS.ProcessEnv): string {
  const resolved = resolveLate(written, env);
  if ('value' in resolved) return resolved.value;
  const problem = secretNotSet({ references: resolved.missing, connection: connection.name }, connection.at);
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}
