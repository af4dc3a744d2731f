import { isRecord } from '../../../kernel/index.ts';
import type { Reply } from '../protocol/reply.ts';
import type { Posted } from './model.ts';

/** JSON with sorted keys, and without what is known to differ. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'resumes' && Array.isArray(inner)) return inner.toSorted();
    if (!isRecord(inner)) return inner;
    // Ours carry their lineage.
    if (key === 'tags' && inner['resonate:schedule']) return { schedule: inner['resonate:schedule'] };
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A set of rows; when pending tasks of `resting` are offered again is known to differ. */
export function comparableRows(rows: readonly unknown[], resting: ReadonlySet<string>): string[] {
  const isResting = (row: unknown): boolean =>
    isRecord(row) && 'due' in row && row.state === 'pending' && resting.has(String(row.id));
  return rows
    .map((row) => comparable(isRecord(row) && isResting(row) ? { ...row, due: undefined } : row))
    .sort();
}

export function comparableMessages(posted: readonly Posted[], resting: ReadonlySet<string>): string[] {
  return posted
    .filter(({ message }) => message.kind === 'unblock' || !resting.has(message.data.task.id))
    .map(({ address, message }) => comparable({ address, message }))
    .sort();
}

/** There, the refusal of an unknown promise has no words. */
export function comparableReply({ status, data }: Reply): string {
  return comparable(status === 422 ? { status } : { status, data });
}
