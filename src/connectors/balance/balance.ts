import { type Balance, certified, type Method, numberedByFirst } from './certified.ts';
import { differencing } from './differencing.ts';
import {
  type Budget,
  type Instance,
  type Limits,
  makespanOf,
  type Partition,
  rank,
  requireRoom,
} from './instance.ts';
import { improve } from './local-search.ts';
import { liftedMean, lowerBound } from './lower-bound.ts';
import { longestFirst } from './lpt.ts';
import { multifit } from './multifit.ts';
import { pack } from './packing.ts';
import { repack } from './repack.ts';

/** Up to so many items are searched to the end: some tenths of a second in the hardest cases. */
const mostSolved = 30;
const stepsToSolve = 20_000_000;
/** More items for some ten milliseconds, and from so many on only by parts. */
const stepsToImprove = 200_000;
const mostPacked = 100;

/**
 * Shares items out among pipelines so that the fullest has as little to do as possible (P||Cmax). Takes the best of
 * LPT, MULTIFIT and Karmarkar-Karp, each improved by moves and swaps, and searches on within `limits.steps`; stops
 * as soon as a lower bound proves that nothing is better. Never worse than LPT. Equal calls give equal results, and
 * pipelines are numbered by the first item in them.
 *
 * @param costs whole numbers from 0 on, such as milliseconds.
 * @throws HeadraceError HR-BALANCE-001 to -004, exit code 2.
 */
export function balance(costs: readonly number[], pipelines: number, limits: Limits = {}): Balance {
  const instance = rank(costs, pipelines, limits);
  requireRoom(instance);
  const steps = limits.steps ?? (costs.length <= mostSolved ? stepsToSolve : stepsToImprove);
  const search = new Search(instance, { steps });
  search.run();
  return certified(instance, numberedByFirst(instance, search.best), search.floor, search.method);
}

/** The best partition so far, and how much better one could be. */
class Search {
  best: Partition;
  method: Method = 'LPT';
  floor: number;
  readonly #instance: Instance;
  readonly #budget: Budget;
  #makespan: number;

  constructor(instance: Instance, budget: Budget) {
    this.#instance = instance;
    this.#budget = budget;
    this.best = longestFirst(instance);
    this.floor = liftedMean(instance);
    this.#makespan = makespanOf(instance, this.best);
  }

  run(): void {
    const instance = this.#instance;
    const start = this.best;
    this.#try('LPT', () => this.#improved(start));
    this.#try('MULTIFIT', () => this.#improved(multifit(instance, this.floor, start)));
    this.#try('Karmarkar-Karp', () => this.#improved(differencing(instance, 'items')));
    this.#try('balanced Karmarkar-Karp', () => this.#improved(differencing(instance, 'layers')));
    if (this.#isOpen()) this.floor = lowerBound(instance, this.#makespan);
    this.#try('repacking of three', () => repack(instance, this.best, this.floor, this.#budget));
    if (instance.costs.length <= mostPacked) this.#packTighter();
  }

  #isOpen(): boolean {
    return this.#makespan > this.floor;
  }

  #try(method: Method, find: () => Partition | undefined): void {
    const found = this.#isOpen() ? find() : undefined;
    if (!found || makespanOf(this.#instance, found) >= this.#makespan) return;
    this.best = found;
    this.method = method;
    this.#makespan = makespanOf(this.#instance, found);
  }

  #improved(partition: Partition | undefined): Partition | undefined {
    return partition && improve(this.#instance, partition, this.floor);
  }

  /** Downwards, for a proof that nothing is better is what takes long, and this needs only one. */
  #packTighter(): void {
    while (this.#isOpen() && this.#budget.steps > 0) {
      const makespan = this.#makespan;
      this.#try('bin completion', () => pack(this.#instance, makespan - 1, this.#budget));
      if (this.#makespan === makespan && this.#budget.steps >= 0) this.floor = makespan;
    }
  }
}
