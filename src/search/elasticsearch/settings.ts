import { type HeadraceError, usageError } from '../../kernel/index.ts';
import { contradictorySettings, credentialsInUrl, invalidNode } from './problems.ts';

/** How to reach a cluster. Either `nodes` or `cloudId`; either `apiKey`, or user and password, or nobody. */
export interface ElasticsearchSettings {
  /** Base URLs without credentials; see {@link parseNodes}. Only these are used: nothing is sniffed. */
  readonly nodes?: readonly string[];
  readonly cloudId?: string;
  /** As Kibana shows it (base64), or `id:key`. */
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Of the authority to trust: path of a PEM file, or PEM text. */
  readonly caCert?: string;
  /** How long one request may take; 30,000 unless said. */
  readonly requestTimeoutMs?: number;
  /** Whether bodies travel compressed: costs the client more than all else it does. No, unless said. */
  readonly compression?: boolean;
}

/**
 * Reads `host`, `host:port` and URLs, separated by commas or blanks: port 9200 and http unless said.
 *
 * @throws HeadraceError (exit code 2) for what is no address, and for credentials, which it does not show.
 */
export function parseNodes(text: string): readonly string[] {
  // Whatever stands before an "@" may be a password, commas in it included, so it is looked for first.
  const host = /@([^@\s,/]*)[^@]*$/.exec(text)?.[1];
  if (host !== undefined) throw usageError(credentialsInUrl({ host }));
  const nodes = text.split(/[\s,]+/).filter((node) => node !== '');
  if (nodes.length === 0) throw usageError(invalidNode({ node: '', detail: 'it is empty' }));
  return nodes.map(parseNode);
}

function parseNode(node: string): string {
  const text = node.includes('://') ? node : `http://${node}`;
  if (!URL.canParse(text)) throw usageError(invalidNode({ node, detail: 'it cannot be read' }));
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageError(invalidNode({ node, detail: 'only http and https are spoken' }));
  if (url.search || url.hash) throw usageError(invalidNode({ node, detail: 'it has a query or a fragment' }));
  // A URL forgets the usual port of its scheme, even if it was written.
  const written = /^\w+:\/\/[^/]*:(\d+)(?:\/|$)/.exec(text)?.[1];
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.protocol}//${url.hostname}:${written ?? '9200'}${path}`;
}

/**
 * Reads ELASTICSEARCH_URL, _CLOUD_ID, _API_KEY, _USERNAME, _PASSWORD, _CA_CERT and _REQUEST_TIMEOUT; empty ones
 * count as absent.
 */
export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): ElasticsearchSettings {
  const value = (name: string): string | undefined =>
    environment[`ELASTICSEARCH_${name}`]?.trim() || undefined;
  const url = value('URL');
  const settings = {
    nodes: url === undefined ? undefined : parseNodes(url),
    cloudId: value('CLOUD_ID'),
    apiKey: value('API_KEY'),
    username: value('USERNAME'),
    password: environment.ELASTICSEARCH_PASSWORD || undefined,
    caCert: value('CA_CERT'),
    requestTimeoutMs: readTimeout(value('REQUEST_TIMEOUT')),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, given]) => given !== undefined));
}

function readTimeout(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (/^\d{1,6}(\.\d+)?$/.test(seconds) && Number(seconds) > 0) return Math.ceil(Number(seconds) * 1000);
  const detail = `ELASTICSEARCH_REQUEST_TIMEOUT is "${seconds}", which is no number of seconds`;
  throw usageError(contradictorySettings({ detail }));
}

/**
 * @throws HeadraceError (exit code 2) when settings contradict each other or half of them is missing.
 */
export function checkSettings(settings: ElasticsearchSettings): void {
  const { nodes = [], cloudId, apiKey, username, password } = settings;
  const wrong = (detail: string): HeadraceError => usageError(contradictorySettings({ detail }));
  if (nodes.length === 0 && cloudId === undefined) throw wrong('neither an address nor a cloud id is given');
  if (nodes.length > 0 && cloudId !== undefined) throw wrong('both an address and a cloud id are given');
  if (apiKey !== undefined && username !== undefined) throw wrong('both an API key and a user are given');
  if (username !== undefined && password === undefined) throw wrong('the user has no password');
  if (username === undefined && password !== undefined) throw wrong('a password is given, but no user');
  if (apiKey !== undefined && /[^\x21-\x7e]/.test(apiKey))
    throw wrong('the API key holds a blank or a line end');
}

/** What may be shown: where, and as whom. */
export function describeCluster({ nodes = [], cloudId }: ElasticsearchSettings): string {
  return cloudId === undefined ? nodes.join(', ') : `cloud "${cloudId.split(':')[0]}"`;
}

export function describeIdentity({ apiKey, username }: ElasticsearchSettings): string {
  if (apiKey !== undefined) return 'with an API key';
  return username === undefined ? 'without credentials' : `as user "${username}"`;
}
