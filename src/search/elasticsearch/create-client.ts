import { readFileSync } from 'node:fs';
import type { Client, ClientOptions } from '@elastic/elasticsearch';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { contradictorySettings, unusableCertificate } from './problems.ts';
import type { ElasticsearchSettings } from './settings.ts';

/** The official client, made for us. It is loaded here and nowhere else: it costs too much to load for nothing. */
export async function createClient(settings: ElasticsearchSettings, timeoutMs: number): Promise<Client> {
  const { Client, Serializer } = await import('@elastic/elasticsearch');
  /** Of the answer to a bulk request without errors nobody needs more than its first bytes. */
  class LazySerializer extends Serializer {
    override deserialize<T = unknown>(json: string): T {
      return super.deserialize<T>(json.startsWith('{"errors":false') ? '{"errors":false}' : json);
    }
  }
  const { nodes, cloudId, compression = false } = settings;
  const options: ClientOptions = {
    ...(cloudId === undefined
      ? { nodes: nodes?.map((url) => ({ url: new URL(url) })) ?? [] }
      : { cloud: { id: cloudId } }),
    Serializer: LazySerializer,
    // Who loads retries in a way of his own, and who asks wants to know.
    maxRetries: 0,
    sniffOnStart: false,
    sniffOnConnectionFault: false,
    // The deadline of a request is kept elsewhere; this is for connections that it would miss.
    requestTimeout: timeoutMs + 30_000,
    compression,
    // An error would otherwise copy its request key by key: for a body of bytes, byte by byte.
    redaction: { type: 'remove' },
    ...authentication(settings),
    ...trust(settings),
  };
  try {
    return new Client(options);
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new HeadraceError(contradictorySettings({ detail }), { exitCode: exitCode.usage });
  }
}

function authentication({ apiKey, username, password }: ElasticsearchSettings): Pick<ClientOptions, 'auth'> {
  if (apiKey !== undefined)
    return { auth: { apiKey: apiKey.includes(':') ? Buffer.from(apiKey).toString('base64') : apiKey } };
  return username === undefined ? {} : { auth: { username, password: password ?? '' } };
}

function trust({ caCert }: ElasticsearchSettings): Pick<ClientOptions, 'tls'> {
  if (caCert === undefined) return {};
  const ca = caCert.includes('-----BEGIN') ? caCert : readCertificate(caCert);
  if (!ca.includes('-----BEGIN CERTIFICATE-----'))
    throw unusable('it is no PEM text, which has a line "-----BEGIN CERTIFICATE-----"');
  return { tls: { ca } };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw unusable(code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`);
  }
}

function unusable(detail: string): HeadraceError {
  return new HeadraceError(unusableCertificate({ detail }), { exitCode: exitCode.usage });
}
