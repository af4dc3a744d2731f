import { exitCode, HeadraceError, isOver, type ProcessIdentity, thisProcess } from '../../../kernel/index.ts';
import type { Connection, Row } from '../connection.ts';
import { asNumber, asText } from '../values.ts';
import { loadHeld } from './problems.ts';
import { hasStates } from './tables.ts';

/** Who wants a lease, and what they can tell about others. */
export interface LeaseOptions {
  readonly identity?: ProcessIdentity;
  /** Whether the process that holds a lease is certainly over, so that nobody has to wait for it. */
  readonly isOver?: (process: ProcessIdentity) => boolean;
}

export class Leases {
  readonly identity: ProcessIdentity;
  readonly #isOver: (process: ProcessIdentity) => boolean;

  constructor({ identity = thisProcess(), isOver: over }: LeaseOptions) {
    this.identity = identity;
    this.#isOver = over ?? ((process) => isOver(process, identity));
  }

  /**
   * @param lease the row of a load in `load_states`.
   * @throws HeadraceError (exit code 4) while its holder may be at work.
   */
  checkFree(lease: Row, now: number): void {
    const expires = asNumber(lease.expires);
    if (expires <= now || this.#isOver(holderOf(lease))) return;
    const until = new Date(expires).toISOString();
    const params = { load: asText(lease.load), owner: asText(lease.owner), until };
    throw new HeadraceError(loadHeld(params), { exitCode: exitCode.locked });
  }

  /**
   * Forgets how far every load was, as its documents are about to go. Our own leases stay.
   *
   * @throws HeadraceError (exit code 4) while another loader may be at work on the index.
   */
  forgetStates(connection: Connection, now: number): void {
    if (!hasStates(connection)) return;
    const { realm, pid } = this.identity;
    for (const lease of connection.all('SELECT * FROM load_states')) {
      const holder = holderOf(lease);
      if (holder.realm !== realm || holder.pid !== pid) this.checkFree(lease, now);
    }
    connection.execute('UPDATE load_states SET state = NULL');
  }
}

function holderOf(lease: Row): ProcessIdentity {
  return { realm: asText(lease.realm), pid: asNumber(lease.pid) };
}
