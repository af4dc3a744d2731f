import { at, type Instance, type Partition } from './instance.ts';

/** Some of a partition's pipelines filled: their sums, descending, less the smallest; and what is in each. */
interface Tuple {
  readonly sums: readonly number[];
  readonly sets: readonly Items[];
  /** Ties go to the tuple that was made first. */
  readonly age: number;
}

/** Items as a tree of unions, so that a union takes no time. */
type Items = number | readonly [Items, Items] | undefined;

/**
 * The differencing method of Karmarkar and Karp for any number of pipelines ("The Differencing Method of Set
 * Partitioning", 1982): the two tuples of largest difference are put together, largest sum upon smallest, until
 * one is left.
 *
 * @param start `items`: each item is a tuple, which gives the least differences, yet any number of items in a
 *   pipeline. `layers`: as many items as there are pipelines, in order of cost, are a tuple, which gives every
 *   pipeline as many items as any other, give or take one (Yakir, "The Differencing Algorithm LDM for
 *   Partitioning", 1996; Michiels, Korst, Aarts and van Leeuwen, 2003).
 * @returns nothing where the limit on items per pipeline does not hold.
 */
export function differencing(instance: Instance, start: 'items' | 'layers'): Partition | undefined {
  const { costs, pipelines, maxItems } = instance;
  const width = start === 'items' ? 1 : pipelines;
  const heap = new Heap();
  let age = 0;
  for (let first = 0; first < costs.length; first += width) {
    const sets = costs.slice(first, first + width).map((_, offset) => first + offset);
    heap.push(
      normalized(
        sets.map((item) => at(costs, item)),
        sets,
        pipelines,
        age++,
      ),
    );
  }
  for (let a = heap.pop(), b = heap.pop(); a; a = heap.pop(), b = heap.pop()) {
    if (!b) return toPartition(a.sets, instance, maxItems);
    heap.push(combined(a, b, pipelines, age++));
  }
  return new Int32Array(0);
}

function combined(a: Tuple, b: Tuple, pipelines: number, age: number): Tuple {
  const size = Math.min(pipelines, a.sums.length + b.sums.length);
  const sums: number[] = [];
  const sets: Items[] = [];
  for (let index = 0; index < size; index += 1) {
    const other = size - 1 - index;
    const [left, right] = [a.sets[index], b.sets[other]];
    sums.push((a.sums[index] ?? 0) + (b.sums[other] ?? 0));
    sets.push(left === undefined ? right : right === undefined ? left : [left, right]);
  }
  return normalized(sums, sets, pipelines, age);
}

function normalized(sums: readonly number[], sets: readonly Items[], pipelines: number, age: number): Tuple {
  const order = sums.map((_, index) => index).sort((a, b) => at(sums, b) - at(sums, a) || a - b);
  // Pipelines that a tuple does not name are empty: only a full one can have a smallest sum above 0.
  const least = sums.length === pipelines ? at(sums, order.at(-1) ?? 0) : 0;
  return {
    sums: order.map((index) => at(sums, index) - least),
    sets: order.map((index) => sets[index]),
    age,
  };
}

function toPartition(sets: readonly Items[], { costs }: Instance, maxItems: number): Partition | undefined {
  const partition = new Int32Array(costs.length);
  for (const [pipeline, set] of sets.entries()) {
    let items = 0;
    const open: Items[] = [set];
    while (open.length > 0) {
      const next = open.pop();
      if (typeof next === 'object') open.push(next[0], next[1]);
      else if (next !== undefined) {
        partition[next] = pipeline;
        items += 1;
      }
    }
    if (items > maxItems) return undefined;
  }
  return partition;
}

/** Gives the tuple of largest difference first. */
class Heap {
  readonly #tuples: Tuple[] = [];

  push(tuple: Tuple): void {
    const tuples = this.#tuples;
    let place = tuples.length;
    for (let parent = (place - 1) >> 1; place > 0; place = parent, parent = (place - 1) >> 1) {
      const above = tuples[parent];
      if (!above || before(above, tuple)) break;
      tuples[place] = above;
    }
    tuples[place] = tuple;
  }

  pop(): Tuple | undefined {
    const tuples = this.#tuples;
    const [top] = tuples;
    const last = tuples.pop();
    if (!top || !last || tuples.length === 0) return top;
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const [a, b] = [tuples[left], tuples[right]];
      const [child, next] = a && b && before(b, a) ? [b, right] : [a, left];
      if (!child || before(last, child)) break;
      tuples[place] = child;
      place = next;
    }
    tuples[place] = last;
    return top;
  }
}

function before(a: Tuple, b: Tuple): boolean {
  const [left, right] = [a.sums[0] ?? 0, b.sums[0] ?? 0];
  return left > right || (left === right && a.age < b.age);
}
