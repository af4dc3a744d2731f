import * as z from 'zod';
import { whole } from './answers.ts';
import type { Api, CallOptions } from './api.ts';
import type { FollowLink } from './follow-link.ts';

export interface StatementRequest {
  readonly statement: string;
  readonly warehouse_id: string;
  readonly catalog?: string;
  readonly schema?: string;
  /** For `:name` in the statement. */
  readonly parameters?: readonly { readonly name: string; readonly value?: string; readonly type?: string }[];
  readonly format?: 'JSON_ARRAY' | 'ARROW_STREAM' | 'CSV';
  readonly disposition?: 'INLINE' | 'EXTERNAL_LINKS';
  readonly row_limit?: number;
}

const column = z.looseObject({
  name: z.string(),
  position: whole.optional(),
  /** The whole type as SQL: `ARRAY<STRUCT<a: INT>>`. */
  type_text: z.string().optional(),
  type_name: z.string().optional(),
});
export type StatementColumn = z.output<typeof column>;

const chunkInfo = z.looseObject({
  chunk_index: whole.default(0),
  row_offset: whole.default(0),
  row_count: whole.default(0),
  byte_count: whole.optional(),
});
export type ChunkInfo = z.output<typeof chunkInfo>;

const manifest = z.looseObject({
  format: z.string().optional(),
  schema: z.looseObject({ columns: z.array(column).default([]) }).optional(),
  chunks: z.array(chunkInfo).default([]),
  total_chunk_count: whole.default(0),
  total_row_count: whole.default(0),
  /** The workspace gave less than there is. */
  truncated: z.boolean().default(false),
});
export type StatementManifest = z.output<typeof manifest>;

const externalLink = chunkInfo.extend({
  /** Whoever has it can read the chunk: as secret as a token. */
  external_link: z.string(),
  /** ISO 8601; 15 minutes at most. */
  expiration: z.string().optional(),
  http_headers: z.record(z.string(), z.string()).optional(),
});
export type ExternalLink = z.output<typeof externalLink>;

const resultData = z.looseObject({
  external_links: z.array(externalLink).optional(),
  data_array: z.array(z.array(z.string().nullable())).optional(),
  next_chunk_index: whole.optional(),
});
export type ResultData = z.output<typeof resultData>;

const statement = z.looseObject({
  statement_id: z.string(),
  status: z.looseObject({
    /** PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED, CLOSED. */
    state: z.string(),
    error: z.looseObject({ error_code: z.string().optional(), message: z.string().optional() }).optional(),
  }),
  manifest: manifest.optional(),
  result: resultData.optional(),
});
export type Statement = z.output<typeof statement>;

export interface Statements {
  /**
   * Starts a statement and waits for it, some seconds at most.
   *
   * @param options `repeatable`: it only reads, so that it may be started again where an answer was lost.
   */
  start(
    request: StatementRequest,
    options?: CallOptions & { readonly waitS?: number; readonly repeatable?: boolean },
  ): Promise<Statement>;
  get(statementId: string, options?: CallOptions): Promise<Statement>;
  /** A part of the result; each call makes new links. */
  chunk(statementId: string, index: number, options?: CallOptions): Promise<ResultData>;
  cancel(statementId: string, options?: CallOptions): Promise<void>;
  /**
   * Fetches a part of a result with external links from where the link points to, by a new one whenever one is
   * refused (they live for 15 minutes at most).
   */
  fetchChunk(statementId: string, index: number, options?: CallOptions): Promise<FetchedChunk>;
}

/** A part of a result, in the format that was asked for. */
export interface FetchedChunk {
  readonly rowOffset: number;
  readonly rowCount: number;
  readonly bytes: Uint8Array;
}

const root = '/api/2.0/sql/statements';

/** How long a start waits for the statement unless said, in s: what the API takes is 0, or 5 to 50. */
const defaultWait = 10;

export function statementsApi(api: Api, followLink: FollowLink): Statements {
  const at = (statementId: string, rest = ''): string => `${root}/${encodeURIComponent(statementId)}${rest}`;
  const statements: Statements = {
    start: (request, { waitS = defaultWait, repeatable = false, ...options } = {}) =>
      api.json(
        {
          ...{ method: 'POST', path: root, repeatable, timeoutMs: (waitS + 60) * 1000 },
          body: { ...request, wait_timeout: `${waitS}s`, on_wait_timeout: 'CONTINUE' },
          ...{ action: 'run a statement on', thing: `warehouse ${request.warehouse_id}`, ...options },
        },
        statement,
      ),

    get: (statementId, options) =>
      api.json(
        {
          ...{ method: 'GET', path: at(statementId) },
          ...{ action: 'read', thing: `statement ${statementId}`, ...options },
        },
        statement,
      ),

    chunk: (statementId, index, options) =>
      api.json(
        {
          ...{ method: 'GET', path: at(statementId, `/result/chunks/${index}`) },
          ...{ action: 'read', thing: `part ${index} of the result of statement ${statementId}`, ...options },
        },
        resultData,
      ),

    cancel: (statementId, options) =>
      api.done({
        ...{ method: 'POST', path: at(statementId, '/cancel'), repeatable: true },
        ...{ action: 'cancel', thing: `statement ${statementId}`, ...options },
      }),

    fetchChunk: (statementId, index, options) =>
      followLink(async () => {
        const { external_links = [] } = await statements.chunk(statementId, index, options);
        return external_links.find((link) => link.chunk_index === index) ?? external_links[0];
      }, options),
  };
  return statements;
}
