import type { ConnectionRequest } from '../../databricks/index.ts';
import { nearest, type Problem } from '../../kernel/index.ts';
import { isSecretName } from '../../project/index.ts';
import { type ConnectorOptions, resolveOptions } from '../discover/index.ts';
import { badConnectionOptions, literalSecret, missingOptions, notCommunity } from './problems.ts';
import type { SpecNeeds } from './spec-needs.ts';

/** Types of connections that connectors read through: today's name, and the one before July 2026. */
export const communityTypes: readonly string[] = ['COMMUNITY', 'GENERIC_LAKEFLOW_CONNECT'];

export interface WantedConnection {
  readonly name: string;
  readonly source: string;
  readonly type: string;
  /** As written: values may be references. */
  readonly options: ConnectorOptions;
  /** Whether the options stand on the command line. */
  readonly visible: boolean;
  /** Option: the secret of Unity Catalog that it is, `catalog.schema.secret`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly comment?: string | undefined;
  /** Options that tables are configured with. */
  readonly tableOptions: readonly string[];
  /** What the connector's own specification asks for, where it is known. */
  readonly spec: SpecNeeds | undefined;
}

export interface PreparedConnection {
  /** With credentials in it: not to be shown. */
  readonly request: ConnectionRequest;
  /** Its options as people may see them. */
  readonly shown: Readonly<Record<string, string>>;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

/** Options that ingestion itself hands to every connector. */
const always = ['tableName', 'tableNameList', 'tableConfigs', 'isDeleteFlow'];

/** What the platform's ways to sign in need. */
const flows: Readonly<Record<string, readonly string[]>> = {
  m2m: ['client_id', 'client_secret', 'token_endpoint'],
  u2m: ['client_id', 'client_secret', 'authorization_endpoint', 'token_endpoint', 'authorization_code'],
  u2m_per_user: ['client_id', 'client_secret', 'authorization_endpoint', 'token_endpoint'],
};

/** Options that are no credentials. */
const plain =
  /^(?:sourceName|externalOptionsAllowList|host|port|community_oauth_flow|client_id|oauth_scope|\w+_endpoint)$/;

/**
 * The request that makes a connection.
 *
 * @see https://docs.databricks.com/api/workspace/connections/create
 * @throws HeadraceError (exit code 2) for references that are not set.
 */
export function prepareConnection(wanted: WantedConnection, env: NodeJS.ProcessEnv): PreparedConnection {
  const { name, source, type, secrets, comment, spec } = wanted;
  const options: ConnectorOptions = {
    ...wanted.options,
    sourceName: source,
    externalOptionsAllowList: wanted.options.externalOptionsAllowList ?? allowList(wanted),
  };
  const given = new Set([...Object.keys(options), ...Object.keys(secrets)]);
  const problems: Problem[] = [];
  if (!communityTypes.includes(type)) {
    problems.push(notCommunity({ type, connection: name, source, exists: false }));
  }
  const refuse = (reason: string, hint: string): void => {
    problems.push(badConnectionOptions({ reason, hint }));
  };
  if (!/^[^\s./]{1,255}$/.test(name)) {
    refuse(`"${name}" is no name for it`, 'Names have no spaces, dots and slashes.');
  }
  if (wanted.options.sourceName !== undefined && wanted.options.sourceName !== source) {
    refuse(
      `the options say sourceName ${wanted.options.sourceName}, but the source is ${source}`,
      'Leave sourceName out: the source is it.',
    );
  }
  for (const option of Object.keys(secrets)) {
    if (option in wanted.options)
      refuse(`"${option}" is given as an option and as a secret`, 'Keep one of them.');
  }
  const flow = options.community_oauth_flow;
  if (flow !== undefined && flows[flow] === undefined) {
    const meant = nearest(flow, Object.keys(flows));
    refuse(
      `"${flow}" is no community_oauth_flow`,
      `It is m2m, u2m or u2m_per_user${meant ? `; did you mean ${meant}?` : '.'}`,
    );
  }
  const needed = (flow === undefined ? [] : (flows[flow] ?? [])).filter((option) => !given.has(option));
  if (needed.length > 0) refuse(`${flow} needs ${needed.join(', ')}`, 'Add them to --options.');
  const literal = Object.entries(wanted.options).flatMap(([option, value]) =>
    isSecretName(option) && !plain.test(option) && !isReference(value) ? [option] : [],
  );
  if (wanted.visible && literal.length > 0) problems.push(literalSecret({ options: literal }));
  // What the platform signs in with, nobody gives.
  const injected = flow === undefined ? [] : ['access_token', 'refresh_token'];
  const missing = fewest(
    (spec?.optionSets ?? []).map((set) => set.filter((one) => !given.has(one) && !injected.includes(one))),
  );
  if (missing.length > 0) problems.push(missingOptions({ source, options: missing }));
  const request = {
    ...{ name, connection_type: type, options: resolveOptions(options, env) },
    ...(Object.keys(secrets).length > 0 && { secrets }),
    ...(comment !== undefined && { comment }),
  };
  const shown = Object.entries(options).map(([option, value]) => [
    option,
    plain.test(option) || isReference(value) ? value : '***',
  ]);
  return { request, shown: Object.fromEntries(shown), problems };
}

/** Everything that tables are told must be let through, or the connector never sees it. */
function allowList({ spec, tableOptions }: WantedConnection): string {
  return [...new Set([...(spec?.allowed ?? []), ...tableOptions, ...always])].join(',');
}

function isReference(value: string): boolean {
  return /^\$\{(?:env|secret):[^{}]+\}$/.test(value.trim());
}

function fewest(sets: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = sets.toSorted((a, b) => a.length - b.length);
  return first;
}
