import type { DeadLetter, DeadLetterSink } from '../types.ts';
import type { Dice } from './seeded.ts';
import type { SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A file of dead letters: what was forced to disk is there, what was about to be may be. */
export class SimLetters {
  letters: DeadLetter[] = [];
  readonly #time: VirtualTime;
  readonly #dice: Dice;

  constructor(time: VirtualTime, dice: Dice) {
    this.#time = time;
    this.#dice = dice;
  }

  of(load: string | undefined): DeadLetter[] {
    return this.letters.filter((letter) => letter.load === load);
  }

  /** @param check complains if there should be no writing. */
  sink(process: SimProcess, check: () => void): DeadLetterSink {
    return {
      resume: async (load, count) => {
        const kept = new Set(this.of(load).slice(0, count));
        this.letters = this.letters.filter((letter) => letter.load !== load || kept.has(letter));
      },
      write: (letters) => {
        check();
        const latency = this.#dice.int(1, 8);
        const lostInACrash = this.#dice.chance(0.5);
        this.#time.at(this.#time.now() + latency, () => {
          if (process.alive || !lostInACrash) this.letters.push(...letters);
        });
        return process.later(latency, () => {});
      },
      close: async () => {},
    };
  }
}
