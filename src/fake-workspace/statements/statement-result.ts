import type { StatementAnswer, StatementChunk, StatementFormat } from '../options.ts';

/** A chunk as it is served. */
export interface Chunk {
  readonly rowCount: number;
  readonly rowOffset: number;
  /** For INLINE. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** For EXTERNAL_LINKS. */
  readonly bytes: Uint8Array;
}

export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly chunks: readonly Chunk[];
  readonly rowCount: number;
  readonly truncated: boolean;
}

/**
 * What a client is given of an answer, in the format it asked for. Chunks without rows are left out: the
 * platform has none.
 *
 * @throws Error when the answer has no Arrow data though Arrow was asked for.
 */
export function resultOf(answer: StatementAnswer, format: StatementFormat, rowLimit: number): Result {
  const { columns = [], chunks: given = [] } = answer;
  const chunks: Chunk[] = [];
  let offset = 0;
  let cut = false;
  for (const each of given) {
    const room = rowLimit - offset;
    const count = rowCountOf(each);
    if (count > room) cut = true;
    if (count === 0 || room <= 0) continue;
    const rows = (each.rows ?? []).slice(0, room);
    const rowCount = Math.min(count, room);
    const names = columns.map(({ name }) => name);
    chunks.push({ rowCount, rowOffset: offset, rows, bytes: bytesOf({ ...each, rows }, format, names) });
    offset += rowCount;
  }
  return { columns, chunks, rowCount: offset, truncated: (answer.truncated ?? false) || cut };
}

function rowCountOf({ rowCount, rows = [] }: StatementChunk): number {
  return rowCount ?? rows.length;
}

function bytesOf(
  { rows = [], arrow }: StatementChunk,
  format: StatementFormat,
  names: readonly string[],
): Uint8Array {
  if (format === 'JSON_ARRAY') return Buffer.from(JSON.stringify(rows));
  if (format === 'CSV') return Buffer.from([names, ...rows].map(csvLine).join(''));
  if (arrow) return arrow;
  throw new Error('no Arrow data was given for this statement: the fake workspace cannot make any');
}

function csvLine(values: readonly (string | null)[]): string {
  const quoted = values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`));
  return `${quoted.join(',')}\n`;
}
