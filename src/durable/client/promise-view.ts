import { usageError } from '../../kernel/index.ts';
import type { Change, DurableReader, Note, RootQuery, SqliteNetwork, StoredPromise } from '../store/index.ts';
import { notOnServer } from './problems.ts';

/** What can be known about promises, wherever they are kept. */
export interface PromiseView {
  find(id: string): Promise<StoredPromise | undefined>;
  /** A workflow and all promises under it. */
  lineage(root: string): Promise<readonly StoredPromise[]>;
  notes(root: string): Promise<readonly Note[]>;
  roots(query: RootQuery): Promise<readonly StoredPromise[]>;
  /** Leaves a remark on a promise, where that is possible. Never rejects: no workflow fails for want of a remark. */
  note(id: string, kind: string, data: unknown): Promise<void>;
  watch(listener: (changes: readonly Change[]) => void): () => void;
}

/** Of a store that may be another process's: to look at. */
export function readerView(read: DurableReader): PromiseView {
  return {
    find: async (id) => read.promise(id),
    lineage: async (root) => read.lineage(root),
    notes: async (root) => read.notes(root),
    roots: async (query) => read.roots(query),
    note: async () => {},
    watch: () => () => {},
  };
}

/** Of the store that this process owns. */
export function localView(network: SqliteNetwork): PromiseView {
  return {
    ...readerView(network.read),
    // A store that cannot be written says so itself.
    note: (id, kind, data) => network.note(id, kind, data).catch(() => {}),
    watch: (listener) => network.watch(listener),
  };
}

/** Of a Resonate server, which is asked for promises one by one. */
export function remoteView(find: PromiseView['find']): PromiseView {
  return {
    find,
    lineage: async (root) => [await find(root)].filter((promise) => promise !== undefined),
    notes: async () => [],
    roots: async () => {
      throw usageError(notOnServer({ what: 'A list of workflows' }));
    },
    note: async () => {},
    watch: () => () => {},
  };
}
