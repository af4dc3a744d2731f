import { type Compiled, topologicalOrder } from '../plan/index.ts';
import type { Station } from './stations.ts';
import type { TraceStep } from './types.ts';
import type { Visit } from './visit.ts';

/** What was found on the way to the last station, upstream first; losses only where it had to be. */
export function settle(visits: readonly Visit[], last: Visit, compiled: Compiled): TraceStep[] {
  const ordered = inOrder(visits, compiled);
  const needed = neededBy(last, ordered);
  return onlyTaken(ordered.map((visit) => settledStep(visit, needed)));
}

function inOrder(visits: readonly Visit[], { graph }: Compiled): Visit[] {
  const order = new Map(topologicalOrder(graph).map((name, at) => [name, at]));
  const rank = ({ station, step }: Visit): number =>
    (order.get(station.compiled.table.name) ?? 0) + (step.kind === 'files' ? 0 : 0.5);
  return [...visits].sort((a, b) => rank(a) - rank(b));
}

/** Where the record did not have to be, its absence is no loss. */
function settledStep({ station, step }: Visit, needed: ReadonlySet<Station>): TraceStep {
  if (step.status === 'found' || needed.has(station)) return step;
  const { problem: _, ...rest } = step;
  return { ...rest, status: step.status === 'unknown' ? 'unknown' : 'absent' };
}

/** Stations without which the record cannot come to be at this one. Behind one that has it, none is. */
function neededBy(end: Visit, visits: readonly Visit[]): Set<Station> {
  const found = new Set(visits.filter(({ step }) => step.status === 'found').map(({ station }) => station));
  const needed = new Set([end.station]);
  for (const station of needed) {
    if (station.kind === 'files' || found.has(station)) continue;
    // Of the parts of a UNION, one is enough.
    const parts = station.inputs.filter(({ origin, presence }) => origin && presence === 'optional');
    const taken = parts.filter(({ from }) => found.has(from));
    for (const { from } of taken.length > 0 ? taken : parts) needed.add(from);
    for (const { from, presence } of station.inputs) if (presence === 'required') needed.add(from);
  }
  return needed;
}

/** A table may be looked into by several keys (UNION): once one of them is found, the others are no news. */
function onlyTaken(steps: readonly TraceStep[]): TraceStep[] {
  const nameOf = ({ kind, name }: TraceStep): string => `${kind} ${name}`;
  const found = new Set(steps.filter(({ status }) => status === 'found').map(nameOf));
  return steps.filter((step) => !['absent', 'not_reached'].includes(step.status) || !found.has(nameOf(step)));
}
