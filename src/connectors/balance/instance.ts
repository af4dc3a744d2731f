import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import * as problems from './problems.ts';

/** What a balance has to keep to. */
export interface Limits {
  /** The most items that one pipeline may hold; without it any number. */
  readonly maxItems?: number;
  /**
   * How much work the searches may do, in steps of some ten nanoseconds. It counts work, not time: the same call
   * gives the same answer on every machine. 0: simple heuristics and bounds only.
   */
  readonly steps?: number;
}

/** What is left of {@link Limits.steps}; below 0 a search gives up. */
export interface Budget {
  steps: number;
}

/**
 * The problem as the algorithms see it. They know items by rank: 0 is the one that costs most, and of equal ones
 * the one that came first.
 */
export interface Instance {
  /** Descending whole numbers. */
  readonly costs: readonly number[];
  readonly pipelines: number;
  /** The most items in one pipeline; at least as many as there are where there is no limit. */
  readonly maxItems: number;
}

/** Rank of an item → its pipeline. */
export type Partition = Int32Array;

/** An {@link Instance}, and the way back from it. */
export interface Ranked extends Instance {
  /** Rank → index in the caller's list. */
  readonly order: readonly number[];
  /** The greatest common divisor of the caller's costs; those of the instance are divided by it. */
  readonly unit: number;
}

/**
 * Checks the caller's numbers and ranks the items.
 *
 * @throws HeadraceError HR-BALANCE-001 to -003, exit code 2.
 */
export function rank(costs: readonly number[], pipelines: number, { maxItems }: Limits): Ranked {
  const most = maxItems ?? Math.max(1, costs.length);
  requireNumbers(costs, { pipelines, 'tables per pipeline': most });
  const order = [...costs.keys()].sort((a, b) => at(costs, b) - at(costs, a));
  const unit = costs.reduce(greatestCommonDivisor, 0) || 1;
  return { costs: order.map((index) => at(costs, index) / unit), pipelines, maxItems: most, order, unit };
}

function requireNumbers(costs: readonly number[], counts: Readonly<Record<string, number>>): void {
  refuse([
    ...costs.flatMap((cost, index) =>
      Number.isSafeInteger(cost) && cost >= 0 ? [] : problems.badCost({ index, cost }),
    ),
    ...Object.entries(counts).flatMap(([what, value]) =>
      Number.isSafeInteger(value) && value >= 1 ? [] : problems.badCount({ what, value }),
    ),
  ]);
  if (!Number.isSafeInteger(sum(costs))) refuse([problems.sumTooLarge({})]);
}

/** @throws HeadraceError HR-BALANCE-004, exit code 2. */
export function requireRoom({ costs, pipelines, maxItems }: Instance): void {
  if (costs.length > pipelines * maxItems)
    refuse([problems.noRoom({ items: costs.length, pipelines, maxItems })]);
}

/**
 * Checks that items are in pipelines that exist.
 *
 * @throws HeadraceError HR-BALANCE-005, exit code 2.
 */
export function requirePlaces(assignment: Iterable<number | undefined>, pipelines: number): void {
  refuse(
    [...assignment].flatMap((pipeline, index) =>
      pipeline === undefined || (Number.isInteger(pipeline) && pipeline >= 0 && pipeline < pipelines)
        ? []
        : problems.badPlace({ index, pipeline, pipelines }),
    ),
  );
}

/** Throws the problems, if there are any. */
export function refuse(found: readonly Problem[]): void {
  if (found.length > 0) throw new HeadraceError(found, { exitCode: exitCode.usage });
}

/** What each pipeline has to do. */
export function loadsOf({ costs, pipelines }: Instance, partition: ArrayLike<number>): number[] {
  const loads = new Array<number>(pipelines).fill(0);
  for (const [item, cost] of costs.entries()) add(loads, at(partition, item), cost);
  return loads;
}

/** The load of the fullest pipeline. */
export function makespanOf(instance: Instance, partition: ArrayLike<number>): number {
  return largest(loadsOf(instance, partition));
}

/** The items of each pipeline, by rank. */
export function itemsOf(pipelines: number, partition: Iterable<number>): number[][] {
  const items: number[][] = Array.from({ length: pipelines }, () => []);
  let item = 0;
  for (const pipeline of partition) items[pipeline]?.push(item++);
  return items;
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** 0 of nothing. */
export function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** `values[index]`, where the index is known to be one of the list. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}

export function add(values: number[], index: number, more: number): void {
  values[index] = at(values, index) + more;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
