import type { Machine } from '../shared/machine.ts';
import type { Case } from './cases.ts';
import type { Sample } from './measure.ts';

/** What became of a case. A case that failed once is not tried again. */
export interface CaseResult {
  readonly case: Pick<Case, 'id' | 'group' | 'tool' | 'label'>;
  readonly samples: readonly Sample[];
  readonly failure?: string;
}

/** Something that is right or wrong, however long it took. */
export interface Check {
  readonly what: string;
  /** What is wrong; undefined when nothing is. */
  readonly complaint?: string;
}

export interface Results {
  readonly date: string;
  readonly rows: number;
  readonly repeat: number;
  readonly machine: Machine;
  readonly cases: readonly CaseResult[];
  readonly checks: readonly Check[];
  /** Sentences about what was not measured, and why. */
  readonly missing: readonly string[];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

export function minimum(values: readonly number[]): number {
  return Math.min(...values);
}

export function secondsOf({ samples }: CaseResult): number[] {
  return samples.map((sample) => sample.seconds);
}

/** The largest share of the machine that others used during one of the runs. */
export function disturbanceOf({ samples }: CaseResult): number {
  return Math.max(0, ...samples.map(({ othersShare }) => othersShare ?? 0));
}

export function peaksOf({ samples }: CaseResult): number[] {
  return samples.flatMap(({ peakBytes }) => peakBytes ?? []);
}
