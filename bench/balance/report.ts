import { bullets, table } from '../shared/markdown.ts';
import type { Measured } from './measure.ts';

export const bars = { meanGap: 0.003, worstGap: 0.025, solvedItems: 30, manySeconds: 2 } as const;

export interface Results {
  readonly measured: readonly Measured[];
  /** 10,000 items into 100 pipelines. */
  readonly many: { readonly seconds: number; readonly gap: number };
  readonly missing: readonly string[];
  readonly subset: string;
  readonly about: readonly string[];
}

interface Bar {
  readonly what: string;
  readonly value: string;
  readonly met: boolean;
}

export function judge({ measured, many }: Results): Bar[] {
  const wide = measured.filter(isWide).map(gapOf);
  const few = measured.filter(({ case: { costs } }) => costs.length <= bars.solvedItems);
  const open = few.filter(({ proven }) => !proven).length;
  const contradicted = measured.filter(
    ({ cpSat, ours, lowerBound }) => cpSat && (cpSat.makespan < lowerBound || cpSat.bound > ours),
  ).length;
  const worse = measured.filter(({ ours, lpt }) => ours > lpt).length;
  return [
    {
      what: `n/m ≥ 3: mean certified gap, at most ${percent(bars.meanGap)}`,
      value: percent(mean(wide)),
      met: mean(wide) <= bars.meanGap,
    },
    {
      what: `n/m ≥ 3: worst certified gap, at most ${percent(bars.worstGap)}`,
      value: percent(Math.max(...wide)),
      met: Math.max(...wide) <= bars.worstGap,
    },
    {
      what: `n ≤ ${bars.solvedItems}: proven optimal, all`,
      value: `${few.length - open} of ${few.length}`,
      met: open === 0,
    },
    { what: 'worse than LPT, none', value: `${worse} of ${measured.length}`, met: worse === 0 },
    {
      what: 'certificates that CP-SAT contradicts, none',
      value: `${contradicted} of ${measured.filter(({ cpSat }) => cpSat).length}`,
      met: contradicted === 0,
    },
    {
      what: `10,000 items into 100 pipelines, at most ${bars.manySeconds} s`,
      value: `${many.seconds.toFixed(2)} s, gap ${percent(many.gap)}`,
      met: many.seconds <= bars.manySeconds,
    },
  ];
}

export function markdown(results: Results): string {
  const { measured, missing, about, subset } = results;
  const rows = (wide: boolean): string[][] =>
    [
      ...Map.groupBy(
        measured.filter((one) => isWide(one) === wide),
        rowName,
      ),
    ].map(([name, all]) => row(name, all));
  const head = [
    ...['instances', 'number', 'LPT', 'MULTIFIT', 'KK', '**ours**', 'worst', 'proven', 'ms', 'worst ms'],
    ...['ours, subset', 'CP-SAT, subset'],
  ];
  return `# Balancing pipelines

Written by \`npm run bench:balance\`. Every gap is that of a makespan above the best lower bound known, so the optimum is at least as near; the mean over the instances of a row, and the worst of ours. LPT, MULTIFIT and KK (Karmarkar-Karp) stand as published, without the moves and swaps that follow them in ours; ours is \`balance\` as the plan calls it, with its usual limits of work.

${bullets(about)}

${table(
  ['bar', 'measured', ''],
  judge(results).map(({ what, value, met }) => [what, value, met ? 'met' : '**missed**']),
)}

## At least three tables to a pipeline

${table(head, rows(true))}

## Fewer than three to a pipeline

Here the bounds are weak as long as an instance is not solved.

${table(head, rows(false))}

CP-SAT: ${missing.length > 0 ? missing.join(' ') : subset}
`;
}

function isWide({ case: { costs, pipelines } }: Measured): boolean {
  return costs.length / pipelines >= 3;
}

function rowName({ case: { group, costs, pipelines } }: Measured): string {
  return group.endsWith('uniform')
    ? `${group}, ${costs.length} in ${pipelines}`
    : `${group}, ${costs.length}`;
}

function row(name: string, all: readonly Measured[]): string[] {
  const gaps = (pick: (one: Measured) => number, of: readonly Measured[] = all): string =>
    of.length === 0 ? '' : percent(mean(of.map((one) => pick(one) / best(one) - 1)));
  const times = all.map(({ ms }) => ms);
  const both = all.filter(({ cpSat }) => cpSat);
  return [
    name,
    String(all.length),
    gaps(({ lpt }) => lpt),
    gaps(({ multifit }) => multifit),
    gaps(({ karmarkarKarp }) => karmarkarKarp),
    `**${gaps(({ ours }) => ours)}**`,
    percent(Math.max(...all.map(gapOf))),
    String(all.filter(({ proven }) => proven).length),
    mean(times).toFixed(1),
    Math.max(...times).toFixed(0),
    gaps(({ ours }) => ours, both),
    gaps(({ cpSat, lpt }) => cpSat?.makespan ?? lpt, both),
  ];
}

/** The lower bound that ours certifies itself: what CP-SAT knows does not count for it. */
function gapOf({ ours, lowerBound }: Measured): number {
  return ours / lowerBound - 1;
}

function best({ lowerBound, cpSat }: Measured): number {
  return Math.max(lowerBound, cpSat?.bound ?? 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function percent(share: number): string {
  return share === 0 ? '0' : `${(share * 100).toFixed(share < 0.0995 ? 3 : 1)} %`;
}
