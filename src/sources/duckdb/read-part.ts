import type { Database } from '../../duckdb/index.ts';
import { HeadraceError } from '../../kernel/index.ts';
import type { SourceRecord } from '../../load/index.ts';
import { sourceChanged } from './problems.ts';
import { out } from './record-select.ts';
import { chunkRecords } from './records.ts';
import type { Part, Relation } from './relation.ts';

export interface PartToRead {
  readonly relation: Relation;
  readonly part: Part;
  /** Makes records of a SELECT of rows; gives {@link out}. */
  readonly select: (rows: string) => string;
}

/**
 * Streams the records of a part, in constant memory: DuckDB computes only as far ahead as its buffer
 * reaches, and waits for whoever takes the records.
 */
export async function* readPart(
  database: Database,
  { relation, part, select }: PartToRead,
  signal: AbortSignal,
): AsyncIterable<readonly SourceRecord[]> {
  const doubt = (): void => {
    const change = relation.doubt(part);
    if (change) throw new HeadraceError(sourceChanged({ source: relation.name, change }));
  };
  signal.throwIfAborted();
  doubt();
  const { DuckDBBlobVector } = await import('@duckdb/node-api');
  const connection = await database.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const result = await connection.stream(select(await relation.select(part)));
    for (;;) {
      const chunk = await result.fetchChunk();
      signal.throwIfAborted();
      if (!chunk || chunk.rowCount === 0) break;
      const records = chunk.getColumnVector(out.record);
      if (!(records instanceof DuckDBBlobVector)) throw new TypeError('Records must come as a BLOB.');
      yield* chunkRecords(chunk, (row) => ownBytes(records.getItemBytes(row)));
    }
    doubt();
  } catch (error) {
    // What a changed file makes a reader say is not what is wrong.
    doubt();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.interrupt();
    connection.closeSync();
  }
}

/** Up to twelve bytes lie in the chunk itself, which goes before its records do; longer ones are copies. */
function ownBytes(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) return new Uint8Array();
  return bytes.length > 12 ? bytes : Uint8Array.from(bytes);
}
