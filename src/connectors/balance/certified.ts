import { at, makespanOf, type Partition, type Ranked } from './instance.ts';

/** What found an assignment; the first four with moves and swaps after it. */
export type Method =
  | 'LPT'
  | 'MULTIFIT'
  | 'Karmarkar-Karp'
  | 'balanced Karmarkar-Karp'
  | 'repacking of three'
  | 'bin completion'
  | 'LPT beside what is there';

export interface Balance {
  /** Index of an item → its pipeline, from 0. */
  readonly assignment: Int32Array;
  /** What the fullest pipeline has to do, in the unit of the costs. */
  readonly makespan: number;
  /** No assignment of these items to so many pipelines has a smaller makespan. */
  readonly lowerBound: number;
  /** The share by which the makespan is above the lower bound; it is no further above the optimum. */
  readonly gap: number;
  readonly method: Method;
  /** Whether the makespan is the least possible. */
  readonly proven: boolean;
}

/** The partition as the caller sees it, with what is known of its makespan. */
export function certified(
  instance: Ranked,
  partition: Partition,
  lowerBound: number,
  method: Method,
): Balance {
  const makespan = makespanOf(instance, partition);
  return {
    assignment: toAssignment(instance, partition),
    makespan: makespan * instance.unit,
    lowerBound: lowerBound * instance.unit,
    gap: lowerBound === 0 ? 0 : makespan / lowerBound - 1,
    method,
    proven: makespan === lowerBound,
  };
}

function toAssignment({ order }: Ranked, partition: Partition): Int32Array {
  const assignment = new Int32Array(order.length);
  for (const [item, index] of order.entries()) assignment[index] = at(partition, item);
  return assignment;
}

/** The same partition with the pipelines numbered by the first of the caller's items in them. */
export function numberedByFirst({ order }: Ranked, partition: Partition): Partition {
  const first = new Map<number, number>();
  for (const [item, pipeline] of partition.entries())
    first.set(pipeline, Math.min(at(order, item), first.get(pipeline) ?? Number.POSITIVE_INFINITY));
  const pipelines = [...first].sort(([, a], [, b]) => a - b).map(([pipeline]) => pipeline);
  const numbers = new Map(pipelines.map((pipeline, number) => [pipeline, number]));
  return partition.map((pipeline) => numbers.get(pipeline) ?? 0);
}
