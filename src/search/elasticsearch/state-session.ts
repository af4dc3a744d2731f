import { type Clock, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { LoadSession, LoadState } from '../../load/index.ts';
import { leaseLost } from './problems.ts';
import type { Lease, StateDocument } from './state-document.ts';
import type { Revision, StateDocuments } from './state-documents.ts';

export interface SessionStart {
  readonly documents: StateDocuments;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** As it was written when the lease was taken. */
  readonly document: StateDocument;
  readonly lease: Lease;
  readonly revision: Revision;
}

/**
 * One loader's hold on a state. Writes go one after another, each on condition that the last one is
 * still there. One whose answer was lost may have been written or not, or may still be on its way:
 * the token and the number of the write in the document tell.
 */
export class StateSession implements LoadSession {
  readonly previous: LoadState | undefined;
  readonly #start: SessionStart;
  #revision: Revision;
  #document: StateDocument;
  #last: Promise<unknown> = Promise.resolve();

  constructor(start: SessionStart) {
    this.#start = start;
    this.#document = start.document;
    this.#revision = start.revision;
    this.previous = start.document.state ?? undefined;
  }

  save(state: LoadState): Promise<void> {
    const { clock, leaseMs, lease } = this.#start;
    return this.#inTurn(() => this.#write({ ...lease, expiresAt: clock.now() + leaseMs }, state));
  }

  release(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#write(null, this.#document.state);
      } catch (error) {
        // Taken over, or out of reach: the lease ends without us.
        if (!(error instanceof HeadraceError)) throw error;
      }
    });
  }

  async #write(lease: Lease | null, state: LoadState | null): Promise<void> {
    const { documents } = this.#start;
    // The number counts tries, so that each can be told from all others.
    this.#document = { ...this.#document, writes: this.#document.writes + 1, lease, state };
    const written = await documents.put(this.#document, this.#revision);
    this.#revision = written ?? (await this.#reconcile());
  }

  /** Something else is there than what we know of: a write of our own, or another loader's. */
  async #reconcile(): Promise<Revision> {
    const { documents, lease, document } = this.#start;
    for (;;) {
      const found = await documents.get(document.key);
      const holder = found?.document.lease;
      if (!found || holder?.token !== lease.token) throw lost(document.key, holder?.owner);
      if (found.document.writes === this.#document.writes) return found;
      const written = await documents.put(this.#document, found);
      if (written) return written;
    }
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function lost(load: string, owner = 'nobody, as its state was deleted or released'): HeadraceError {
  return new HeadraceError(leaseLost({ load, owner }), { exitCode: exitCode.locked });
}
