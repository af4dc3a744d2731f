import { exitCode, HeadraceError, problemType } from '../../kernel/index.ts';
import type { LoadSession, LoadState } from '../types.ts';
import type { Dice } from './seeded.ts';
import type { SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

const taken = problemType<Record<never, never>>({
  code: 'HR-SIM-001',
  severity: 'error',
  title: 'Taken over',
  message: () => 'Another loader has taken over.',
});

/** Where the state and the lease are kept. */
export class SimStore {
  state: LoadState | undefined;
  owner: number | undefined;
  leaseUntil = 0;
  readonly leaseMs: number;
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  /** Part of all saves that fail or take long. */
  troubles = 0;

  constructor(time: VirtualTime, dice: Dice, leaseMs: number) {
    this.#time = time;
    this.#dice = dice;
    this.leaseMs = leaseMs;
  }

  get free(): boolean {
    return this.owner === undefined || this.#time.now() >= this.leaseUntil;
  }

  /** Whether this one may write. */
  holds(process: SimProcess): boolean {
    return this.owner === process.id && this.#time.now() < this.leaseUntil;
  }

  /** @param onSaved is told of every state that becomes true. */
  open(process: SimProcess, onSaved: (state: LoadState) => void): LoadSession {
    const dice = this.#dice;
    this.owner = process.id;
    this.leaseUntil = this.#time.now() + this.leaseMs;
    const apply = (state: LoadState): void => {
      if (this.owner !== process.id) throw new HeadraceError(taken({}), { exitCode: exitCode.locked });
      this.state = state;
      this.leaseUntil = this.#time.now() + this.leaseMs;
      onSaved(state);
    };
    return {
      previous: this.state,
      save: (state) => {
        const trouble = dice.chance(this.troubles);
        const latency = dice.int(1, trouble && dice.chance(0.3) ? this.leaseMs : 20);
        const [lost, answerLost] = trouble ? [dice.chance(0.5), true] : [false, false];
        let refused: unknown;
        // What is sent is applied whether or not its sender still lives.
        this.#time.at(this.#time.now() + dice.int(0, latency), () => {
          if (lost) return;
          try {
            apply(state);
          } catch (error) {
            refused = error;
          }
        });
        return process.later(latency, () => {
          if (refused) throw refused;
          if (answerLost) throw new Error('the connection was reset');
        });
      },
      release: () =>
        process.later(dice.int(1, 5), () => {
          if (this.owner === process.id) this.owner = undefined;
        }),
    };
  }
}
