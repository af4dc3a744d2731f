import { balance } from '../../src/connectors/balance/balance.ts';
import { differencing } from '../../src/connectors/balance/differencing.ts';
import { makespanOf, rank } from '../../src/connectors/balance/instance.ts';
import { liftedMean } from '../../src/connectors/balance/lower-bound.ts';
import { longestFirst } from '../../src/connectors/balance/lpt.ts';
import { multifit } from '../../src/connectors/balance/multifit.ts';
import type { Case } from './instances.ts';

/** Makespans of the simple heuristics, without moves and swaps, beside those of `balance`. */
export interface Measured {
  readonly case: Case;
  readonly lpt: number;
  readonly multifit: number;
  readonly karmarkarKarp: number;
  readonly ours: number;
  readonly lowerBound: number;
  readonly proven: boolean;
  /** How long `balance` took. */
  readonly ms: number;
  cpSat?: { readonly makespan: number; readonly bound: number };
}

export function measure(one: Case): Measured {
  const instance = rank(one.costs, one.pipelines, {});
  const lpt = longestFirst(instance);
  const fit = multifit(instance, liftedMean(instance), lpt);
  const differenced = differencing(instance, 'items') ?? lpt;
  const begun = performance.now();
  const { makespan, lowerBound, proven } = balance(one.costs, one.pipelines);
  const ms = performance.now() - begun;
  return {
    case: one,
    lpt: makespanOf(instance, lpt) * instance.unit,
    multifit: makespanOf(instance, fit) * instance.unit,
    karmarkarKarp: makespanOf(instance, differenced) * instance.unit,
    ...{ ours: makespan, lowerBound, proven, ms },
  };
}
