import type { RecordSource, SourceRange, SourceRecord } from '../types.ts';
import type { Dice } from './seeded.ts';
import type { SimProcess } from './sim-process.ts';

/** A row of the simulated source. Positions are the ids; a range holds the ids of one million. */
export interface Row {
  readonly id: number;
  readonly key: string;
  readonly text: string;
  readonly version: string | undefined;
  /** Nobody can write it: the target refuses it, or it is too large, or it has no key. */
  readonly bad: 'poison' | 'large' | 'keyless' | undefined;
}

export const rangeOf = (id: number): number => Math.floor(id / 1_000_000);

/** A table that is read in pages, while others change it. */
export class SimSource {
  readonly rows = new Map<number, Row>();
  /** Every text that a key ever had. */
  readonly everHad = new Map<string, Set<string>>();
  readonly distinctKeys: boolean;
  readonly #ranges: number;
  readonly #dice: Dice;

  constructor(ranges: number, dice: Dice) {
    this.distinctKeys = dice.chance(0.3);
    this.#ranges = ranges;
    this.#dice = dice;
  }

  put(row: Row): void {
    this.rows.set(row.id, row);
    const texts = this.everHad.get(row.key) ?? new Set();
    this.everHad.set(row.key, texts.add(row.text));
  }

  /** @param given is told of every row that a loader gets. */
  reader(process: SimProcess, given: (row: Row) => void, mayFail: () => boolean): RecordSource {
    const [dice, rows] = [this.#dice, this.rows];
    return {
      distinctKeys: this.distinctKeys,
      ranges: () =>
        process.later(1, () =>
          Array.from({ length: this.#ranges }, (_, n): SourceRange => ({ id: String(n), bounds: { n } })),
        ),
      async *read({ bounds }, after, signal) {
        let last = after === undefined ? -1 : Number(after);
        for (;;) {
          await process.later(dice.int(0, 12), () => {});
          if (signal.aborted) return;
          if (mayFail()) throw new Error('the source is gone');
          const page = [...rows.values()]
            .filter(({ id }) => rangeOf(id) === bounds.n && id > last)
            .sort((a, b) => a.id - b.id)
            .slice(0, dice.int(1, 12));
          if (page.length === 0) return;
          last = page.at(-1)?.id ?? last;
          page.forEach(given);
          yield page.map(recordOf);
        }
      },
    };
  }
}

function recordOf({ id, key, text, version, bad }: Row): SourceRecord {
  const record = { document: Buffer.from(text), position: String(id) };
  if (bad === 'keyless') return { ...record, key: undefined, unloadable: 'it has no key' };
  return { ...record, key, ...(version !== undefined && { version }) };
}
