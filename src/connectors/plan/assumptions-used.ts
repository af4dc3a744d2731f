import type { AssumptionName } from './assumptions.ts';
import type { PlanItem } from './cells.ts';

/** The assumptions that numbers of these tables rest on, in the order in which they are said. */
export function relevantAssumptions(items: readonly PlanItem[]): AssumptionName[] {
  const some = (test: (item: PlanItem) => boolean): boolean => items.some(test);
  const derived = some(({ load }) => load.basis === 'figures');
  return [
    'start_up_seconds',
    ...(some(({ load }) => load.basis === 'assumed') &&
    !derived &&
    !some(({ load }) => load.basis === 'weight')
      ? (['seconds_per_table'] as const)
      : []),
    ...(derived && some(({ table }) => table.rows !== undefined) ? (['rows_per_second'] as const) : []),
    ...(derived && some(({ table }) => table.rows === undefined && table.bytes !== undefined)
      ? (['bytes_per_second'] as const)
      : []),
    'seconds_per_request',
    'requests_per_second',
    'tables_at_once',
    'dbu_per_hour',
    'usd_per_dbu',
    'seconds_per_worker',
  ];
}
