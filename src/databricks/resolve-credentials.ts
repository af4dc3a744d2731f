import { usageError } from '../kernel/index.ts';
import { type Credentials, type ResolvedCredentials, readCredentials } from './credentials.ts';
import { isLoopback, workspaceHost } from './host.ts';
import { noCredentials, noHost, severalHosts } from './problems.ts';
import { lookUpProfile, openConfigFile, type ProfileContext } from './profiles.ts';

/** What a connection of the project says; references are resolved. */
export interface ConnectionSettings {
  readonly name: string;
  readonly host?: string | undefined;
  readonly profile?: string | undefined;
  readonly warehouse_id?: string | undefined;
  readonly token?: string | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

export interface CredentialsRequest extends ProfileContext {
  /** The target in use. */
  readonly target?: {
    readonly name: string;
    readonly host?: string | undefined;
    readonly profile?: string | undefined;
  };
  /** A profile that was asked for on the command line. */
  readonly profile?: string | undefined;
  /** A connection that was asked for: it goes before the environment. */
  readonly connection?: ConnectionSettings | undefined;
}

/** What one place says: a connection, the environment, a profile. */
export interface Layer {
  /** For messages. */
  readonly by: string;
  readonly host?: string | undefined;
  readonly credentials?: Credentials | undefined;
  readonly warehouseId?: string | undefined;
}

/**
 * Finds out which workspace to use and who we are to it, by the platform's own conventions. The strongest first:
 * a connection of the project, a profile that was asked for, DATABRICKS_* variables, the profile that
 * DATABRICKS_CONFIG_PROFILE, the target, or its host leads to in `.databrickscfg`. The first place with
 * credentials counts.
 *
 * Whatever says a host must say the same one: credentials of one workspace are not sent to another. Only
 * a fake workspace on this machine (DATABRICKS_HOST) stands in for that of any target.
 *
 * @throws HeadraceError (exit code 2) where something is missing, unknown, or does not fit together.
 */
export function resolveCredentials(request: CredentialsRequest): ResolvedCredentials {
  const { env, target, connection } = request;
  const file = openConfigFile(request);
  const wanted = request.profile ?? connection?.profile;
  const layers: Layer[] = [];
  const known = (): Known => settle(layers, connection === undefined ? target : undefined);
  const consult = (layer: () => Layer | undefined): void => {
    // Whoever is told everything asks nobody else.
    if (layers.some(({ host, credentials }) => host !== undefined && credentials !== undefined)) return;
    const found = layer();
    if (found !== undefined) layers.push(found);
  };
  consult(() => connection && connectionLayer(connection));
  consult(() => (wanted === undefined ? undefined : lookUpProfile(wanted, file)));
  consult(() => environmentLayer(env));
  if (wanted === undefined) {
    const soFar = known();
    const named = env.DATABRICKS_CONFIG_PROFILE || target?.profile;
    const name = named || (soFar.credentials ? undefined : file.profileOf(soFar.host));
    const enough = soFar.host !== undefined && soFar.credentials !== undefined;
    if (name !== undefined && !enough) consult(() => lookUpProfile(name, file));
  }
  const { host, credentials } = known();
  if (host === undefined) throw usageError(noHost({ target: target?.name }));
  if (credentials === undefined) throw usageError(noCredentials({ host, profiles: file.names() }));
  const warehouseId =
    connection?.warehouse_id ||
    env.DATABRICKS_WAREHOUSE_ID ||
    layers.find((layer) => layer.warehouseId)?.warehouseId;
  return { host, credentials, warehouseId };
}

type Known = Pick<Layer, 'host' | 'credentials'>;

/** @throws HeadraceError where two places say different hosts. */
function settle(layers: readonly Layer[], target: CredentialsRequest['target']): Known {
  const said = layers.flatMap(({ by, host }) => (host === undefined ? [] : [[by, host] as const]));
  const fake = said.some(([by, host]) => by === environmentHost && isLoopback(host));
  const ofTarget =
    target?.host && !fake ? [[`target "${target.name}"`, workspaceHost(target.host)] as const] : [];
  const all = [...said, ...ofTarget];
  const [first] = all;
  if (all.some(([, host]) => host !== first?.[1])) throw usageError(severalHosts({ said: all }));
  return { host: first?.[1], credentials: layers.find((layer) => layer.credentials)?.credentials };
}

const environmentHost = 'DATABRICKS_HOST';

function environmentLayer(env: NodeJS.ProcessEnv): Layer {
  const { DATABRICKS_HOST, DATABRICKS_TOKEN: token } = env;
  const { DATABRICKS_CLIENT_ID: client_id, DATABRICKS_CLIENT_SECRET: client_secret } = env;
  const from = token ? 'DATABRICKS_TOKEN' : 'DATABRICKS_CLIENT_ID';
  return {
    by: environmentHost,
    host: DATABRICKS_HOST ? workspaceHost(DATABRICKS_HOST) : undefined,
    credentials: readCredentials({ token, client_id, client_secret }, from),
  };
}

function connectionLayer({ name, host, warehouse_id, ...secrets }: ConnectionSettings): Layer {
  const by = `connection "${name}"`;
  return {
    by,
    host: host ? workspaceHost(host) : undefined,
    credentials: readCredentials(secrets, by),
    warehouseId: warehouse_id,
  };
}
