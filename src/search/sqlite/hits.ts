import { isRecord } from '../../kernel/index.ts';
import type { Hit } from '../types.ts';
import type { Connection } from './connection.ts';
import type { Ranked } from './fuse.ts';
import type { Matches } from './highlight.ts';
import { asText } from './values.ts';

/** A stored row as the object it was. */
export function parseDocument(json: string): Hit['document'] {
  const document: unknown = JSON.parse(json);
  return isRecord(document) ? document : { value: document };
}

/** The final hits, complete: documents are read for these only. */
export function toHits(
  connection: Connection,
  ranked: readonly Ranked[],
  highlights: Matches['highlights'] | undefined,
): readonly Hit[] {
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
