/** Costs to be shared out among pipelines. */
export interface Case {
  /** What it is one of; cases of the same group are reported together. */
  readonly group: string;
  readonly range: string;
  readonly costs: readonly number[];
  readonly pipelines: number;
}

const perClass = 10;
const sizes = [
  { items: 10, pipelines: [5] },
  ...[50, 100, 500, 1000].map((items) => ({ items, pipelines: [5, 10, 25] })),
];
const largest = [100, 1_000, 10_000];

/**
 * The grid of França, Gendreau, Laporte and Müller ("A composite heuristic for the identical parallel machine
 * scheduling problem with minimum makespan objective", Computers & Operations Research 1994) and its non-uniform
 * counterpart by Frangioni, Necciari and Scutellà ("A Multi-Exchange Neighborhood for Minimum Makespan Parallel
 * Machine Scheduling Problems", J. Comb. Optim. 2004): costs from [a, b], all alike; or 98 % of them from
 * [0.9(b-a), b] and 2 % from [a, 0.2(b-a)]. Ten of each class, from our own seeds: the published files are not here.
 */
export function grid(): Case[] {
  const draws = { uniform, 'non-uniform': nonUniform };
  return Object.entries(draws).flatMap(([kind, draw]) =>
    sizes.flatMap(({ items, pipelines }) =>
      pipelines.flatMap((count) =>
        largest.flatMap((b) =>
          seeds(`${kind} ${items} ${count} ${b}`).map((random) => ({
            ...{ group: kind, range: `[1, ${b}]`, pipelines: count },
            costs: Array.from({ length: items }, () => draw(random, 1, b)),
          })),
        ),
      ),
    ),
  );
}

/** Up to thirty tables with costs that no two share: what is to be solved to the end. */
export function small(): Case[] {
  const most = 10_000_000;
  return [15, 20, 25, 30].flatMap((items) =>
    Array.from({ length: items / 2 - 1 }, (_, index) => index + 2).flatMap((pipelines) =>
      seeds(`small ${items} ${pipelines}`).map((random) => ({
        ...{ group: 'up to 30 items', range: `[1, ${most}]`, pipelines },
        costs: Array.from({ length: items }, () => uniform(random, 1, most)),
      })),
    ),
  );
}

/** Tables of connectors, with from a second to hours of work: log-normal, median one minute, sigma 1, in ms. */
export function connectors(lists: Readonly<Record<string, readonly unknown[]>>): Case[] {
  return Object.entries(lists).flatMap(([name, tables]) =>
    Array.from({ length: Math.max(0, Math.floor(tables.length / 2) - 1) }, (_, index) => index + 2).flatMap(
      (pipelines) =>
        seeds(`${name} ${pipelines}`).map((random) => ({
          ...{ group: name, range: 'log-normal', pipelines },
          costs: tables.map(() => Math.max(1_000, Math.round(60_000 * Math.exp(normal(random))))),
        })),
    ),
  );
}

type Random = () => number;

function uniform(random: Random, a: number, b: number): number {
  return a + Math.floor(random() * (b - a + 1));
}

function nonUniform(random: Random, a: number, b: number): number {
  return random() < 0.98
    ? uniform(random, Math.ceil(0.9 * (b - a)), b)
    : uniform(random, a, Math.floor(0.2 * (b - a)));
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** One stream of numbers for each case of a class; the seed is the class's name and its number, hashed (FNV-1a). */
function seeds(name: string): Random[] {
  return Array.from({ length: perClass }, (_, index) => {
    let seed = 0x811c9dc5;
    for (const letter of `${name} ${index}`)
      seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return mulberry32(seed);
  });
}

function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
