import { isRecord } from '../../../kernel/index.ts';
import type { Ranked } from '../../client/fuse.ts';
import type { Document, QueryHit } from '../../client/types.ts';
import type { Connection } from '../connection.ts';
import { asText } from '../values.ts';
import type { Matches } from './highlight.ts';

/** A stored row as the object it was. */
export function parseDocument(json: string): Document {
  const document: unknown = JSON.parse(json);
  return isRecord(document) ? document : { value: document };
}

/** The final hits, complete: documents are read for these only. */
export function toHits(
  connection: Connection,
  ranked: readonly Ranked[],
  highlights: Matches['highlights'] | undefined,
): readonly QueryHit[] {
  return ranked.map(({ row, score }) => {
    const stored = connection.get('SELECT id, document FROM documents WHERE row = ?', row);
    return {
      id: asText(stored?.id),
      score,
      document: parseDocument(asText(stored?.document)),
      highlights: highlights?.get(row) ?? {},
    };
  });
}
