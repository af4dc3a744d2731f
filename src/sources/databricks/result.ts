import {
  databricksProblems,
  type FetchedChunk,
  finishStatement,
  type Statement,
  type StatementManifest,
  type Workspace,
} from '../../databricks/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { SourceRecord } from '../../load/index.ts';
import { readTexts } from './arrow-text.ts';
import { inOrder } from './in-order.ts';
import { textRecords } from './text-records.ts';

/** What is fetched at once and waits to be read, in bytes and in parts. */
const ahead = { bytes: 64 * 1024 * 1024, parts: 4 } as const;

interface ResultContext {
  readonly workspace: Workspace;
  /** For messages. */
  readonly table: string;
  readonly signal: AbortSignal;
}

/**
 * The records of a statement's result from row `from` on, in its order. Parts are fetched side by side.
 *
 * @throws HeadraceError where the result is not whole; `isGone` where it is not kept any more.
 */
export async function* resultRecords(
  started: Statement,
  from: number,
  { workspace, table, signal }: ResultContext,
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  const { statement_id, status, manifest } = await finishStatement(workspace, started, { signal });
  if (manifest === undefined || status.state === 'CLOSED') throw resultGone(workspace, statement_id);
  const { total_row_count: total, truncated } = manifest;
  if (truncated) throw new HeadraceError(databricksProblems.resultTruncated({ table, rows: total }));
  let next = from;
  const fetchChunk = (index: number, signal: AbortSignal): Promise<FetchedChunk> =>
    workspace.statements.fetchChunk(statement_id, index, { signal });
  for await (const chunk of inOrder(wantedChunks(manifest, from), width(manifest), fetchChunk, signal)) {
    const { rowOffset, rowCount } = chunk;
    if (rowOffset > next) throw damaged(table, `rows ${next} to ${rowOffset - 1} are missing`);
    try {
      let first = rowOffset;
      for (const batch of readTexts(chunk.bytes)) {
        yield* textRecords(batch, first, from);
        first += batch.rows;
      }
      next = first;
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) throw damaged(table, error.message);
      throw error;
    }
    const missing = rowOffset + rowCount - next;
    if (missing !== 0) throw damaged(table, `a part of ${rowCount} rows has ${rowCount - missing}`);
  }
  if (next < total) throw damaged(table, `rows ${next} to ${total - 1} are missing`);
}

/** Numbers of the parts that hold rows from `from` on. */
function wantedChunks({ chunks, total_chunk_count }: StatementManifest, from: number): readonly number[] {
  const passed = new Set(
    chunks
      .filter(({ row_offset, row_count }) => row_offset + row_count <= from)
      .map(({ chunk_index }) => chunk_index),
  );
  return Array.from({ length: total_chunk_count }, (_, index) => index).filter((index) => !passed.has(index));
}

function width({ chunks }: StatementManifest): number {
  const largest = Math.max(1, ...chunks.map(({ byte_count = 0 }) => byte_count));
  return Math.max(1, Math.min(ahead.parts, Math.floor(ahead.bytes / largest)));
}

function damaged(table: string, detail: string): HeadraceError {
  return new HeadraceError(databricksProblems.resultDamaged({ table, detail }));
}

function resultGone({ host }: Workspace, statement: string): HeadraceError {
  const thing = `the result of statement ${statement}`;
  return new HeadraceError(databricksProblems.gone({ host, thing, detail: 'it is not kept any more' }));
}
