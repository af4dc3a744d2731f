import * as z from 'zod';
import { ApiError, missing } from '../api-error.ts';
import type { Base } from '../base.ts';
import { type Endpoint, endpoint, type Reply } from '../endpoint.ts';
import { queryNumber } from '../fields.ts';
import type { FakeWorkspaceOptions, SeenRequest } from '../options.ts';
import { createExternalLinks } from './external-links.ts';
import type { Chunk, Result } from './statement-result.ts';
import { executeStatement } from './statement-schema.ts';
import { createStatementStore, type Statement } from './statement-store.ts';
import type { ReadableTable } from './table-select.ts';
import { createWarehouses } from './warehouses-api.ts';

export interface StatementsArea {
  readonly endpoints: readonly Endpoint[];
  /** Downloads by external links. */
  readonly storage: (path: string, request: SeenRequest) => Reply | undefined;
}

type Options = Pick<FakeWorkspaceOptions, 'answer' | 'statements' | 'warehouses' | 'linkMs' | 'linkHeaders'>;

const root = '/api/2.0/sql/statements';

/** The Statement Execution API, with results inline or behind links, and the warehouses it runs on. */
export function createStatements(
  base: Base,
  options: Options,
  find: (table: string) => ReadableTable | undefined,
): StatementsArea {
  const { linkMs = 15 * 60_000, linkHeaders: demanded = {} } = options;
  const { clock, host, random } = base;
  const warehouses = createWarehouses(base, options.warehouses);
  const store = createStatementStore(base, options, find);
  const links = createExternalLinks({ now: () => clock.now(), host, random, linkMs, demanded });

  const chunkAnswer = ({ id, request }: Statement, { chunks }: Result, index: number): unknown => {
    const chunk = chunks[index];
    if (!chunk) return {};
    const next = index + 1;
    const place = {
      ...{ chunk_index: index, row_offset: chunk.rowOffset, row_count: chunk.rowCount },
      ...(next < chunks.length && {
        next_chunk_index: next,
        next_chunk_internal_link: `${root}/${id}/result/chunks/${next}?row_offset=${chunks[next]?.rowOffset ?? 0}`,
      }),
    };
    if (request.disposition === 'INLINE') return { ...place, data_array: chunk.rows };
    const { url, expiration } = links.make(chunk.bytes);
    const link = { ...place, byte_count: chunk.bytes.length, external_link: url, expiration };
    const headers = Object.keys(demanded).length > 0 ? { http_headers: demanded } : {};
    return { external_links: [{ ...link, ...headers }] };
  };
  const shown = (statement: Statement): unknown => {
    const state = store.state(statement);
    const { id, outcome, request } = statement;
    if (state === 'FAILED' && 'error' in outcome) {
      const { code, message } = outcome.error;
      return { statement_id: id, status: { state, error: { error_code: code, message } } };
    }
    if (state !== 'SUCCEEDED' || 'error' in outcome) return { statement_id: id, status: { state } };
    return {
      statement_id: id,
      status: { state },
      manifest: manifestOf(outcome.result, request.format),
      result: chunkAnswer(statement, outcome.result, 0),
    };
  };

  const endpoints = [
    endpoint('POST', root, executeStatement, async (request, { principal }) => {
      warehouses.demand(request.warehouse_id, principal);
      const statement = store.start(request);
      const waitMs = Number(request.wait_timeout.slice(0, -1)) * 1000;
      await store.settle(statement, waitMs);
      const late = waitMs > 0 && request.on_wait_timeout === 'CANCEL';
      if (late) store.cancel(statement);
      return shown(statement);
    }),
    endpoint('GET', `${root}/{statement_id}`, named, ({ statement_id }) => shown(store.get(statement_id))),
    endpoint('GET', `${root}/{statement_id}/result/chunks/{chunk_index}`, chunkOf, (names) => {
      const statement = store.get(names.statement_id);
      const { outcome } = statement;
      if (store.state(statement) !== 'SUCCEEDED' || 'error' in outcome) {
        throw new ApiError(400, 'BAD_REQUEST', `The statement ${statement.id} has no result.`);
      }
      if (names.chunk_index >= outcome.result.chunks.length) {
        throw missing(`The statement ${statement.id} has no chunk ${names.chunk_index}.`, 'NOT_FOUND');
      }
      return chunkAnswer(statement, outcome.result, names.chunk_index);
    }),
    endpoint('POST', `${root}/{statement_id}/cancel`, named, ({ statement_id }) => {
      store.cancel(store.get(statement_id));
      return {};
    }),
    ...warehouses.endpoints,
  ];
  return { endpoints, storage: links.answer };
}

const named = z.strictObject({ statement_id: z.string() });

const chunkOf = z.strictObject({
  statement_id: z.string(),
  chunk_index: queryNumber(0, Number.MAX_SAFE_INTEGER),
  row_offset: queryNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});

function manifestOf({ columns, chunks, rowCount, truncated }: Result, format: string): unknown {
  return {
    format,
    schema: {
      column_count: columns.length,
      columns: columns.map(({ name, type }, position) => ({
        ...{ name, position },
        type_text: type,
        type_name: typeName(type),
      })),
    },
    total_chunk_count: chunks.length,
    total_row_count: rowCount,
    total_byte_count: chunks.reduce((sum, { bytes }) => sum + bytes.length, 0),
    truncated,
    chunks: chunks.map((chunk: Chunk, index) => ({
      ...{ chunk_index: index, row_offset: chunk.rowOffset, row_count: chunk.rowCount },
      byte_count: chunk.bytes.length,
    })),
  };
}

/** BIGINT is called LONG there, and so on. */
function typeName(type: string): string {
  const plain = type
    .replace(/[(<].*$/s, '')
    .trim()
    .toUpperCase();
  const renamed: Readonly<Record<string, string>> = { BIGINT: 'LONG', SMALLINT: 'SHORT', TINYINT: 'BYTE' };
  return renamed[plain] ?? plain;
}
