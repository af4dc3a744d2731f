import { isRecord } from '../../kernel/index.ts';
import type { Hit } from '../types.ts';
import type { Connection } from './connection.ts';
import type { Ranked } from './fuse.ts';
import { asText } from './values.ts';

/** Words in a snippet. */
const snippetTokens = 24;

/** FTS5 marks matches with these, which no text holds, as it may well hold « and » itself. */
const open = '\u0001';
const close = '\u0002';

/** A stored row as the object it was. */
export function parseDocument(json: string): Readonly<Record<string, unknown>> {
  const document: unknown = JSON.parse(json);
  return isRecord(document) ? document : { value: document };
}

/** The final hits, complete. `match` is the full-text query that words are highlighted for, if any. */
export function toHits(
  connection: Connection,
  ranked: readonly Ranked[],
  fields: readonly string[],
  match: string | undefined,
): readonly Hit[] {
  return ranked.map(({ row, score }) => {
    const stored = connection.get('SELECT id, document FROM documents WHERE row = ?', row);
    return {
      id: asText(stored?.id),
      score,
      document: parseDocument(asText(stored?.document)),
      highlights: match === undefined ? {} : highlights(connection, row, fields, match),
    };
  });
}

function highlights(
  connection: Connection,
  row: number,
  fields: readonly string[],
  match: string,
): Readonly<Record<string, string>> {
  const columns = fields.map(
    (_, position) =>
      `snippet(words, ${position}, '${open}', '${close}', '…', ${snippetTokens}) AS t${position}`,
  );
  // Of a hybrid search's hits, some do not match the text: no row, no highlights.
  const snippets = connection.get(
    `SELECT ${columns.join(', ')} FROM words WHERE words MATCH ? AND rowid = ?`,
    match,
    // As a bigint: a JS number is bound as a float, which FTS5 takes for no condition at all.
    BigInt(row),
  );
  if (snippets === undefined) return {};
  const marked = fields
    .map((field, position) => [field, asText(snippets[`t${position}`])] as const)
    .filter(([, text]) => text.includes(open))
    .map(([field, text]) => [field, text.replaceAll(open, '«').replaceAll(close, '»')] as const);
  return Object.fromEntries(marked);
}
