/**
 * A dual feasible function of sizes: whatever fits into one bin weighs no more than `full` together. If all items
 * weigh more than `full` for each bin, they do not fit (Fekete and Schepers, "New Classes of Fast Lower Bounds for
 * Bin Packing Problems", Math. Program. 2001; survey by Clautiaux, Alves and Valério de Carvalho, 2010).
 */
interface DualFeasible {
  readonly weight: (size: number) => number;
  readonly full: number;
}

/** How many parameters of a family are tried; more help little. */
const mostParameters = 64;
const mostSteps = 20;

/**
 * @param sizes descending.
 * @returns true only if the sizes do not fit into so many bins of this capacity; false says nothing.
 */
export function cannotFit(sizes: readonly number[], capacity: number, bins: number): boolean {
  // Beyond that the sums below would not be exact.
  if (capacity * (bins + 1) * mostSteps > Number.MAX_SAFE_INTEGER) return false;
  const exceeds = ({ weight, full }: DualFeasible): boolean => {
    let total = 0;
    for (const size of sizes) total += weight(size);
    return total > bins * full;
  };
  const halves = new Set(sizes.filter((size) => size > 0 && 2 * size <= capacity));
  for (const size of [...halves].slice(0, mostParameters))
    if (exceeds(threshold(capacity, size)) || exceeds(rounding(capacity, size))) return true;
  for (let steps = 1; steps <= mostSteps; steps += 1) if (exceeds(staircase(capacity, steps))) return true;
  return false;
}

/** L2 of Martello and Toth (1990): small items count nothing, and those that bear only small ones fill their bin. */
function threshold(capacity: number, small: number): DualFeasible {
  return {
    weight: (size) => (size > capacity - small ? capacity : size < small ? 0 : size),
    full: capacity,
  };
}

/** Sizes in units of `unit`, rounded down; large ones by what is left beside them (Carlier, Clautiaux, Moukrim 2007). */
function rounding(capacity: number, unit: number): DualFeasible {
  const units = (size: number): number => Math.floor(size / unit);
  const full = 2 * units(capacity);
  return {
    weight: (size) => {
      if (2 * size === capacity) return full / 2;
      return 2 * size < capacity ? 2 * units(size) : full - 2 * units(capacity - size);
    },
    full,
  };
}

/** u^(k) of Fekete and Schepers: rounds down to k steps, of which k+1 would be one bin. */
function staircase(capacity: number, k: number): DualFeasible {
  return {
    weight: (size) => {
      const scaled = (k + 1) * size;
      return scaled % capacity === 0 ? k * size : Math.floor(scaled / capacity) * capacity;
    },
    full: k * capacity,
  };
}
