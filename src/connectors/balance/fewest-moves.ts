import { balance } from './balance.ts';
import { at, type Limits, makespanOf, type Partition, rank, requirePlaces } from './instance.ts';
import { searchMoves } from './search-moves.ts';
import { countMoves, keeps, renamed, shift, takeBack } from './shift.ts';

export interface Move {
  /** Index of the item. */
  readonly item: number;
  readonly from: number;
  readonly to: number;
}

export interface Moves {
  /** By item. */
  readonly moves: readonly Move[];
  /** Index of an item → its pipeline after the moves. */
  readonly assignment: Int32Array;
  /** What the fullest pipeline has to do then, in the unit of the costs. */
  readonly makespan: number;
  readonly lowerBound: number;
  /** The share by which the makespan is above the lower bound. */
  readonly gap: number;
  /** Whether the gap is within the target. If not, the makespan is the best one known. */
  readonly reached: boolean;
  /** Whether it is proven that fewer moves do not lead to such a makespan. */
  readonly fewest: boolean;
}

const stepsToSearch = 500_000;

/**
 * The fewest moves of single items after which the fullest pipeline is at most `targetGap` above the lower bound,
 * and none holds more than `limits.maxItems`. Heuristics first, then an exact search for fewer as far as
 * `limits.steps` allow; {@link Moves.fewest} tells whether it came to an end.
 *
 * @param assignment index of an item → its pipeline now.
 * @param targetGap a share: 0.01 is one per cent.
 * @throws HeadraceError HR-BALANCE-001 to -005, exit code 2.
 */
export function fewestMoves(
  assignment: ArrayLike<number>,
  costs: readonly number[],
  pipelines: number,
  targetGap: number,
  limits: Limits = {},
): Moves {
  const instance = rank(costs, pipelines, limits);
  requirePlaces(Array.from(assignment), pipelines);
  const toPartition = (of: ArrayLike<number>): Partition =>
    Int32Array.from(instance.order, (index) => at(of, index));
  const start = toPartition(assignment);

  const best = balance(costs, pipelines, limits);
  const floor = best.lowerBound / instance.unit;
  // A millionth of a unit makes up for what the product loses by rounding.
  const target = Math.floor(floor * (1 + targetGap) + 1e-6);
  const capacity = Math.max(target, best.makespan / instance.unit);

  const found = [
    takeBack(instance, start, shift(instance, start, capacity), capacity),
    takeBack(instance, start, renamed(instance, start, toPartition(best.assignment)), capacity),
  ]
    .filter((partition) => keeps(instance, partition, capacity))
    .reduce((a, b) => (countMoves(start, b) < countMoves(start, a) ? b : a));
  const budget = { steps: limits.steps ?? stepsToSearch };
  const partition = searchMoves(instance, start, capacity, countMoves(start, found) - 1, budget) ?? found;

  const after = new Int32Array(costs.length);
  for (const [item, index] of instance.order.entries()) after[index] = at(partition, item);
  const makespan = makespanOf(instance, partition);
  return {
    moves: [...after].flatMap((to, item) => {
      const from = at(assignment, item);
      return from === to ? [] : { item, from, to };
    }),
    assignment: after,
    makespan: makespan * instance.unit,
    lowerBound: best.lowerBound,
    gap: floor === 0 ? 0 : makespan / floor - 1,
    reached: makespan <= target,
    fewest: budget.steps >= 0,
  };
}
