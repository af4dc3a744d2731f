import { type Clock, exitCode, HeadraceError } from '../../../kernel/index.ts';
import type { LoadSession, LoadState } from '../../../load/index.ts';
import type { Connection } from '../connection.ts';
import { translated } from '../sqlite-errors.ts';
import { asText } from '../values.ts';
import { fileGuard } from './file-guard.ts';
import { loadTakenOver } from './problems.ts';

export interface SessionStart {
  readonly path: string;
  /** Belongs to the session, which closes it. */
  readonly connection: Connection;
  readonly load: string;
  /** Made anew for every session: says whose the lease is. */
  readonly token: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly previous: LoadState | undefined;
}

/** One loader's hold on a state: every save says whose lease it takes for granted. */
export class StateSession implements LoadSession {
  readonly previous: LoadState | undefined;
  readonly #start: SessionStart;
  readonly #checkFile: () => void;
  #released = false;

  constructor(start: SessionStart) {
    this.previous = start.previous;
    this.#start = start;
    this.#checkFile = fileGuard(start.path);
  }

  async save(state: LoadState): Promise<void> {
    const { clock, leaseMs, load, token } = this.#start;
    if (this.#released) throw lost(load, undefined);
    this.#checkFile();
    const saved = this.#run(
      'UPDATE load_states SET state = ?, expires = ? WHERE load = ? AND token = ?',
      ...[JSON.stringify(state), clock.now() + leaseMs, load, token],
    );
    if (!saved) throw lost(load, this.#holder());
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    const { connection, load, token } = this.#start;
    try {
      this.#run(
        `UPDATE load_states SET expires = 0, token = '', owner = '' WHERE load = ? AND token = ?`,
        ...[load, token],
      );
    } catch (error) {
      // Out of reach: the lease ends without us.
      if (!(error instanceof HeadraceError)) throw error;
    } finally {
      connection.close();
    }
  }

  /** One statement is one transaction. @returns whether the lease is still ours. */
  #run(sql: string, ...parameters: readonly (string | number)[]): boolean {
    try {
      return this.#start.connection.run(sql, ...parameters) === 1;
    } catch (error) {
      throw translated(this.#start.path, error);
    }
  }

  #holder(): string | undefined {
    const { connection, load } = this.#start;
    const found = connection.get('SELECT owner FROM load_states WHERE load = ?', load);
    return found && (asText(found.owner) || undefined);
  }
}

function lost(load: string, owner = 'nobody, as its state was deleted or released'): HeadraceError {
  return new HeadraceError(loadTakenOver({ load, owner }), { exitCode: exitCode.locked });
}
