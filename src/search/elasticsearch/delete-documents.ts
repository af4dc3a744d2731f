import { type Clock, exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import type { Outcome } from '../../load/index.ts';
import { bulkFilter, readBulkAnswer } from './bulk-answer.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { patiently } from './patiently.ts';
import { indexNotWritable, unavailable } from './problems.ts';

export interface DocumentToDelete {
  readonly key: string;
  /** Only this write of it: one that was written again since stays, and is `stale`. */
  readonly seqNo?: number;
  readonly primaryTerm?: number;
}

const atOnce = 1000;

/**
 * Deletes documents by their keys.
 *
 * @param index an alias, as for `elasticsearchTarget`.
 * @returns an outcome per document: `stored` means that it is not there any more.
 */
export async function deleteDocuments(
  cluster: ElasticsearchConnection,
  index: string,
  documents: readonly DocumentToDelete[],
  { signal, clock = systemClock }: { readonly signal?: AbortSignal; readonly clock?: Clock } = {},
): Promise<readonly Outcome[]> {
  const path = `/${encodeURIComponent(index)}/_bulk`;
  const query = `${bulkFilter}&require_alias=true`;
  const outcomes: Outcome[] = [];
  for (let at = 0; at < documents.length; at += atOnce) {
    const some = documents.slice(at, at + atOnce);
    const lines = Buffer.from(some.map(deleteLine).join(''));
    const written = await patiently(
      clock,
      async () => {
        const answer = await cluster.send({ method: 'POST', path, query, lines }, signal);
        const result = readBulkAnswer(answer, some.length, index, cluster.peer);
        if (!result.failure) return result.outcomes;
        const { kind, reason: detail } = result.failure;
        const { cluster: name } = cluster.peer;
        throw kind === 'retry'
          ? new HeadraceError(unavailable({ cluster: name, detail }), { exitCode: exitCode.unreachable })
          : new HeadraceError(indexNotWritable({ index, cluster: name, detail }));
      },
      signal,
    );
    outcomes.push(...written);
  }
  return outcomes;
}

function deleteLine({ key, seqNo, primaryTerm }: DocumentToDelete): string {
  const condition = seqNo === undefined ? {} : { if_seq_no: seqNo, if_primary_term: primaryTerm };
  return `${JSON.stringify({ delete: { _id: key, ...condition } })}\n`;
}
