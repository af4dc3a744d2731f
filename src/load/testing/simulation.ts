import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { createBudget } from '../budget.ts';
import type { LoadOptions } from '../options.ts';
import { runLoad } from '../run-load.ts';
import type { LoadRecord } from '../types.ts';
import { checkFinished, Life } from './oracle.ts';
import { type Dice, seeded } from './seeded.ts';
import { SimLetters } from './sim-letters.ts';
import { SimProcess } from './sim-process.ts';
import { type Row, SimSource } from './sim-source.ts';
import { SimStore } from './sim-store.ts';
import { SimTarget } from './sim-target.ts';
import { VirtualTime } from './virtual-time.ts';

export interface SimulationResult {
  readonly lives: number;
  readonly fenced: number;
  readonly interrupted: number;
  readonly unreachable: number;
  readonly dead: number;
  readonly virtualMs: number;
}

const leaseMs = 3_000;

/** One schedule of troubles, wholly decided by its seed. @throws when a promise was broken. */
export async function simulate(seed: number): Promise<SimulationResult> {
  const simulation = new Simulation(seeded(seed));
  return simulation.run();
}

class Simulation {
  readonly #dice: Dice;
  readonly #time = new VirtualTime();
  readonly #source: SimSource;
  readonly #target: SimTarget;
  readonly #store: SimStore;
  readonly #letters: SimLetters;
  readonly #ranges: number;
  readonly #versioned: boolean;
  readonly #options: Partial<LoadOptions> & { windowRecords: number };
  /** From then on everything goes well, so that there is an end. */
  readonly #calmAt: number;
  readonly #stats = { lives: 0, fenced: 0, interrupted: 0, unreachable: 0 };
  #nextId = 500_000;
  #broken: unknown;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#ranges = dice.int(1, 4);
    this.#versioned = dice.chance(0.5);
    this.#calmAt = this.#time.now() + dice.int(500, 8_000);
    this.#source = new SimSource(this.#ranges, dice);
    const flood = this.#time.now() + dice.int(0, 3_000);
    this.#target = new SimTarget(this.#time, dice, {
      requests: dice.pick([0, 0.05, 0.3]),
      items: dice.pick([0, 0.02, 0.3]),
      floods: dice.chance(0.3) ? [[flood, flood + dice.int(50, 2_000)]] : [],
      maxBytes: 1_500,
    });
    this.#store = new SimStore(this.#time, dice, leaseMs);
    this.#store.troubles = dice.pick([0, 0, 0.2]);
    this.#letters = new SimLetters(this.#time, dice);
    this.#options = {
      windowRecords: dice.int(3, 60),
      windowBytes: dice.int(500, 12_000),
      rangesInParallel: dice.int(1, 3),
      maxRetries: dice.pick([1, 3, 10]),
      retryBackoffMs: dice.int(5, 50),
      retryMaxBackoffMs: 300,
      checkpointMs: dice.pick([20, 200, 1_000]),
      checkpointRecords: dice.int(1, 50),
      lingerMs: dice.int(0, 100),
      graceMs: 200,
      leaseMs,
    };
  }

  async run(): Promise<SimulationResult> {
    const start = this.#time.now();
    for (let n = this.#dice.int(0, 100); n > 0; n -= 1) this.#insert();
    const changes = this.#dice.chance(0.5) ? this.#dice.int(1, 40) : 0;
    const work = async (): Promise<void> => {
      let changing = true;
      for (let n = changes; n > 0; n -= 1)
        this.#time.at(start + this.#dice.int(0, 2_000), () => changing && this.#change());
      await this.#load();
      changing = false;
      // Rows that changed behind the reader are found by the next load.
      if (changes > 0) await this.#load();
    };
    await this.#time.run(work(), start + 600_000);
    const { state } = this.#store;
    if (!state) throw new Error('no state');
    checkFinished(state, this.#source, this.#target, this.#letters);
    return { ...this.#stats, dead: state.counts.dead, virtualMs: this.#time.now() - start };
  }

  /** Lives follow each other until the load is finished. */
  async #load(): Promise<void> {
    const { state: before } = this.#store;
    const finished = (): boolean =>
      this.#store.state?.finishedAt !== undefined && this.#store.state.version !== before?.version;
    while (!finished()) {
      let ended = false;
      const life = this.#live().then(() => {
        ended = true;
      });
      while (!this.#store.free) {
        const leaseEnds = this.#time.sleep(Math.max(1, this.#store.leaseUntil - this.#time.now()));
        await (ended ? leaseEnds : Promise.race([life, leaseEnds]));
      }
      if (this.#broken) throw this.#broken;
      if (this.#stats.lives > 200) throw new Error('it never ends');
    }
  }

  /** One life of a loader. Never resolves if it is killed. */
  async #live(): Promise<void> {
    const dice = this.#dice;
    const process = new SimProcess(this.#stats.lives, this.#time);
    this.#stats.lives += 1;
    const calm = this.#time.now() >= this.#calmAt;
    if (calm) this.#calmDown();
    const controller = new AbortController();
    if (!calm && dice.chance(0.4)) process.killAt = dice.int(1, 150);
    else if (!calm && dice.chance(0.3)) {
      process.sleepAt = dice.int(1, 100);
      process.sleepMs = dice.int(1, 3 * leaseMs);
    } else if (!calm && dice.chance(0.2))
      process.arrive(this.#time.now() + dice.int(1, 500), () => controller.abort());

    const { state } = this.#store;
    const life = new Life(state?.finishedAt === undefined ? state : undefined);
    const checked =
      <A extends unknown[], R>(check: (...args: A) => R) =>
      (...args: A): R => {
        try {
          return check(...args);
        } catch (error) {
          this.#broken ??= error;
          throw error;
        }
      };
    const mayWrite = (): void => {
      if (!this.#store.holds(process)) throw new Error(`loader ${process.id} writes without a lease`);
    };
    try {
      await runLoad({
        source: this.#source.reader(
          process,
          (row) => life.give(row),
          () => this.#time.now() < this.#calmAt && dice.chance(0.005),
        ),
        target: this.#target.writer(process, {
          sent: checked((records: readonly LoadRecord[]) => {
            mayWrite();
            life.sent(records, this.#options.windowRecords);
          }),
          arrives: checked(() => {
            const { owner } = this.#store;
            if (owner !== undefined && owner !== process.id)
              throw new Error(`a write of ${process.id} arrives after ${owner} has taken over`);
          }),
          answered: (keys) => life.answered(keys),
        }),
        session: this.#store.open(
          process,
          checked((saved) => life.saved(saved, this.#target, this.#letters.of(saved.version))),
        ),
        deadLetters: this.#letters.sink(process, checked(mayWrite)),
        restart: state?.finishedAt !== undefined,
        options: this.#options,
        budget: createBudget({
          batchSize: dice.int(1, 8),
          maxRequestBytes: dice.int(300, 5_000),
          maxConcurrency: dice.int(1, 4),
          targetLatencyMs: 200,
        }),
        clock: process.clock,
        random: () => dice.number(),
        signal: controller.signal,
      });
    } catch (error) {
      this.#judge(error, process, controller.signal);
    }
  }

  /** Whether a load had reason to end like this. */
  #judge(error: unknown, process: SimProcess, { aborted }: AbortSignal): void {
    const code = error instanceof HeadraceError ? error.exitCode : undefined;
    if (code === exitCode.interrupted && aborted) this.#stats.interrupted += 1;
    else if (code === exitCode.locked && this.#store.owner !== process.id) this.#stats.fenced += 1;
    else if (code === exitCode.unreachable) this.#stats.unreachable += 1;
    else if (!(error instanceof Error && error.message === 'the source is gone')) this.#broken ??= error;
  }

  #calmDown(): void {
    this.#target.troubles = { ...this.#target.troubles, requests: 0, items: 0, floods: [] };
    this.#store.troubles = 0;
  }

  #insert(): void {
    const dice = this.#dice;
    const id =
      dice.int(0, this.#ranges - 1) * 1_000_000 + (dice.chance(0.8) ? dice.int(0, 400_000) : this.#tail());
    // Some rows share a key, unless the source says that none do.
    this.#put(id, !this.#source.distinctKeys && dice.chance(0.2) ? `k${dice.int(0, 5)}` : `k${id}`);
  }

  /** Somebody changes, moves to the end of a range, inserts or deletes a row. */
  #change(): void {
    const dice = this.#dice;
    const rows = [...this.#source.rows.values()];
    const row = rows[dice.int(0, rows.length - 1)];
    const what = dice.int(0, 3);
    if (!row || what === 0) {
      this.#insert();
      return;
    }
    if (what !== 1) this.#source.rows.delete(row.id);
    if (what === 1) this.#put(row.id, row.key);
    if (what !== 2) return;
    const id = Math.floor(row.id / 1_000_000) * 1_000_000 + this.#tail();
    this.#put(id, this.#source.distinctKeys ? `k${id}` : row.key);
  }

  #tail(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #put(id: number, key: string): void {
    const dice = this.#dice;
    const kinds = [undefined, 'poison', 'large', 'keyless'] as const;
    const bad: Row['bad'] = dice.chance(0.1) ? dice.pick([...kinds]) : undefined;
    this.#nextId += 1;
    const text = JSON.stringify({ id, n: this.#nextId, ...(bad === 'poison' && { poison: true }) });
    this.#source.put({
      ...{ id, key: bad === 'keyless' ? '' : key, bad },
      text: text.padEnd(bad === 'large' ? 1_600 : dice.int(0, 200)),
      version: this.#versioned ? String(this.#nextId) : undefined,
    });
  }
}
