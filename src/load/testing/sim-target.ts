import type { LoadRecord, LoadTarget, Outcome, RequestFailure, WriteResult } from '../types.ts';
import type { Dice } from './seeded.ts';
import type { SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Indexed {
  readonly text: string;
  readonly version: bigint;
}

interface Item {
  readonly key: string;
  readonly text: string;
  readonly version: bigint;
}

export interface TargetTroubles {
  /** Parts of all requests that go wrong in some way, and of all items that are told to come later. */
  readonly requests: number;
  readonly items: number;
  /** Between these times it takes no writes. */
  readonly floods: readonly (readonly [from: number, until: number])[];
  /** Larger requests are refused. */
  readonly maxBytes: number;
}

/** Is told of requests, and complains if there should be none. */
export interface RequestWatcher {
  sent(records: readonly LoadRecord[]): void;
  arrives(): void;
  answered(keys: readonly string[]): void;
}

/** What a request meets: how long it takes, and whether it is applied before it fails. */
type Trouble = 'none' | 'busy' | 'unavailable' | 'resetBefore' | 'resetAfter' | 'blackHole';

/** A search engine on a bad day. What it has applied stays applied, whoever has died meanwhile. */
export class SimTarget {
  readonly index = new Map<string, Indexed>();
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  troubles: TargetTroubles;

  constructor(time: VirtualTime, dice: Dice, troubles: TargetTroubles) {
    this.#time = time;
    this.#dice = dice;
    this.troubles = troubles;
  }

  writer(process: SimProcess, watcher: RequestWatcher): LoadTarget {
    return {
      write: (records, version, signal) => {
        const items = records.map(
          (record): Item => ({
            key: record.key,
            text: Buffer.from(record.document).toString(),
            version: BigInt(record.version ?? version),
          }),
        );
        watcher.sent(records);
        return new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
          const arrives = (): void => watcher.arrives();
          this.#serve(items, process, arrives, (result) => {
            watcher.answered(items.map(({ key }) => key));
            resolve(result);
          });
        });
      },
    };
  }

  #serve(
    items: readonly Item[],
    process: SimProcess,
    arrives: () => void,
    answer: (result: WriteResult) => void,
  ): void {
    const dice = this.#dice;
    const trouble = this.#trouble();
    const latency = trouble === 'blackHole' ? 800 : dice.int(1, dice.chance(0.1) ? 400 : 40);
    const appliedAt = this.#time.now() + dice.int(0, latency);
    const applies =
      trouble === 'none' || trouble === 'resetAfter' || (trouble === 'blackHole' && dice.chance(0.5));
    let result: WriteResult = { failure: { kind: 'retry', reason: trouble } };
    if (trouble === 'busy' && dice.chance(0.3)) result = retryAfter(dice.int(1, 300));
    this.#time.at(appliedAt, () => {
      if (!applies) return;
      arrives();
      const applied = this.#apply(items);
      if (trouble === 'none' || applied.failure) result = applied;
    });
    process.arrive(this.#time.now() + latency, () => answer(result));
  }

  #trouble(): Trouble {
    const dice = this.#dice;
    if (!dice.chance(this.troubles.requests)) return 'none';
    return dice.pick(['busy', 'unavailable', 'resetBefore', 'resetAfter', 'blackHole']);
  }

  #apply(items: readonly Item[]): WriteResult {
    const now = this.#time.now();
    const { floods, maxBytes } = this.troubles;
    if (items.reduce((sum, { text }) => sum + text.length, 0) > maxBytes) return failed('too_large');
    if (floods.some(([from, until]) => from <= now && now < until)) {
      // Some shards may still have room; what is told of them may be lost.
      const outcomes = items.map((item) => (this.#dice.chance(0.3) ? this.#applyOne(item) : noRoom));
      return this.#dice.chance(0.5) ? { outcomes } : failed('blocked');
    }
    return { outcomes: items.map((item) => this.#applyOne(item)) };
  }

  #applyOne({ key, text, version }: Item): Outcome {
    if (text.includes('poison')) return { kind: 'poison', reason: 'mapper_parsing_exception' };
    if (this.#dice.chance(this.troubles.items)) return { kind: 'retry', reason: 'es_rejected_execution' };
    const there = this.index.get(key);
    if (there && there.version > version) return { kind: 'stale' };
    this.index.set(key, { text, version });
    return { kind: 'stored' };
  }
}

const noRoom: Outcome = { kind: 'blocked', reason: 'flood stage' };

function failed(kind: 'too_large' | 'blocked'): { readonly failure: RequestFailure } {
  return { failure: { kind, reason: kind } };
}

function retryAfter(ms: number): WriteResult {
  return { failure: { kind: 'retry', reason: 'busy', retryAfterMs: ms } };
}
