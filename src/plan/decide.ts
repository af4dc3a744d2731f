import { listing } from '../kernel/index.ts';
import type { Table } from '../project/index.ts';
import { changes, type Fingerprint } from './fingerprint.ts';

export type Decision =
  | { readonly action: 'build'; readonly reason: string }
  | { readonly action: 'skip'; readonly reason: string };

/** What is known about a table when its turn comes. */
export interface Circumstances {
  readonly table: Pick<Table, 'kind' | 'refresh'>;
  readonly volatile: readonly string[];
  /** The fingerprint of the published version, if there is one. */
  readonly before: Fingerprint | undefined;
  readonly now: Fingerprint;
  readonly force: boolean;
  readonly fullRefresh: boolean;
  /** It was built by this very run: that it is not deterministic, or always refreshed, is served. */
  readonly settled: boolean;
  /** For a streaming table: what it has not read yet. */
  readonly unread?: { readonly files: number; readonly versions: readonly string[] };
}

/** Decides whether a table is built, and says why. Pure. */
export function decide(facts: Circumstances): Decision {
  const { table, before, now, force, fullRefresh, unread, volatile } = facts;
  const build = (reason: string): Decision => ({ action: 'build', reason });
  if (!before) return build('first build');
  if (fullRefresh) return build('full refresh');
  if (table.kind === 'streaming_table') {
    const parts = [
      unread && unread.files > 0 && `${unread.files} new ${unread.files === 1 ? 'file' : 'files'}`,
      unread && unread.versions.length > 0 && `new rows in ${listing(unread.versions, 3)}`,
    ].filter((part) => typeof part === 'string');
    if (parts.length > 0) return build(parts.join(', '));
    // Reading a stream again is starting it over, and has an option of its own.
    const reason = force ? 'nothing new to read (--full-refresh starts it over)' : 'nothing new to read';
    return { action: 'skip', reason };
  }
  if (force) return build('forced');
  const [first] = changes(before, now);
  if (first) return build(first);
  if (!facts.settled && table.refresh === 'always') return build('refresh: always');
  if (!facts.settled && volatile.length > 0 && table.refresh !== 'on_change') {
    return build(`uses ${volatile.join(', ')}`);
  }
  return { action: 'skip', reason: 'nothing changed' };
}
