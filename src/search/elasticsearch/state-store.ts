import { randomUUID } from 'node:crypto';
import {
  type Clock,
  exitCode,
  HeadraceError,
  isOver,
  type ProcessIdentity,
  systemClock,
  thisProcess,
} from '../../kernel/index.ts';
import { defaultLoadOptions, type LoadSession, type LoadStateStore } from '../../load/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { patiently } from './patiently.ts';
import { leaseHeld } from './problems.ts';
import type { Lease, StateDocument } from './state-document.ts';
import { type Revision, StateDocuments } from './state-documents.ts';
import { StateSession } from './state-session.ts';

export interface StateStoreOptions {
  /** Where states are kept; `headrace-state` unless said. */
  readonly index?: string;
  /** How long a lease holds after each save; as the loader counts on it, unless said. */
  readonly leaseMs?: number;
  readonly clock?: Clock;
  readonly identity?: ProcessIdentity;
  /** Whether the process that holds a lease is certainly over, so that nobody has to wait for it. */
  readonly isOver?: (process: ProcessIdentity) => boolean;
}

export interface ElasticsearchStateStore extends LoadStateStore {
  /** Forgets a load, whoever holds it. Its loader, if there is one, finds out at its next save. */
  delete(key: string): Promise<void>;
}

/**
 * Keeps states of loads in a small hidden index beside their targets. Every write says which write it
 * follows (`if_seq_no`), so that of two loaders one always fails, however late it wakes up.
 *
 * When a lease expires is a time of its owner's clock, compared with ours: clocks that differ by more
 * than the lease make a takeover early or late. Early does no harm beyond ending the other loader.
 */
export function elasticsearchStateStore(
  cluster: ElasticsearchConnection,
  options: StateStoreOptions = {},
): ElasticsearchStateStore {
  const {
    index = 'headrace-state',
    leaseMs = defaultLoadOptions.leaseMs,
    clock = systemClock,
    identity = thisProcess(),
  } = options;
  const over = options.isOver ?? ((process: ProcessIdentity) => isOver(process, identity));
  const documents = new StateDocuments(cluster, index);

  async function open(key: string, owner: string, token: string): Promise<LoadSession> {
    for (;;) {
      const found = await documents.get(key);
      const held = found?.document.lease;
      // A lease with our token is a try of our own, whose answer was lost.
      if (held && held.token !== token && held.expiresAt > clock.now() && !over(held.process))
        throw inUse(key, held);
      if (!found) await documents.createIndex();
      const lease: Lease = { owner, token, expiresAt: clock.now() + leaseMs, process: identity };
      const state = found?.document.state ?? null;
      const document: StateDocument = { format: 1, key, writes: 0, lease, state };
      const revision: Revision | undefined = await documents.put(document, found);
      if (revision) return new StateSession({ documents, clock, leaseMs, document, lease, revision });
      // Somebody else wrote in between: what they wrote decides.
    }
  }

  return {
    open(key, owner) {
      const token = randomUUID();
      return patiently(clock, () => open(key, owner, token));
    },
    async read(key) {
      const found = await patiently(clock, () => documents.get(key));
      return found?.document.state ?? undefined;
    },
    async list() {
      const all = await patiently(clock, () => documents.all());
      return all.flatMap(({ key, state }) => (state ? [{ key, state }] : []));
    },
    delete: (key) =>
      patiently(clock, async () => {
        const found = await documents.get(key);
        if (found) await documents.delete(key, found);
      }),
  };
}

function inUse(load: string, { owner, expiresAt }: Lease): HeadraceError {
  const until = new Date(expiresAt).toISOString();
  return new HeadraceError(leaseHeld({ load, owner, until }), { exitCode: exitCode.locked });
}
