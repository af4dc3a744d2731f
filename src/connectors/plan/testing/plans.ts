import * as fc from 'fast-check';
import { listedTable } from '../../testing/listed-table.ts';
import { type ConnectorTable, ingestionTypes } from '../../types.ts';
import { assumptionsWith, type KnownNumbers } from '../assumptions.ts';
import { planGroupings } from '../grouping.ts';
import { type ConnectorPlan, type CurrentPlan, makePlan, type PlanRequest } from '../make-plan.ts';

/** A plan with nothing asked for, unless it is said. */
export function plan(
  tables: readonly ConnectorTable[],
  asked: Partial<Omit<PlanRequest, 'tables' | 'assumptions'>> & { readonly assumptions?: KnownNumbers } = {},
): ConnectorPlan {
  return makePlan({
    groupBy: undefined,
    pipelines: undefined,
    schedules: {},
    connection: undefined,
    maxTables: 1000,
    current: undefined,
    allowMoves: false,
    rebalance: undefined,
    ...asked,
    tables,
    assumptions: assumptionsWith(asked.assumptions ?? {}),
  });
}

/** Group → names of its tables, in order of names. */
export function groups({ estimate }: ConnectorPlan): Record<string, string[]> {
  return Object.fromEntries(
    estimate.pipelines.map(({ group, items }) => [group, items.map((item) => item.table.sourceTable).sort()]),
  );
}

/** Source table → group. */
export function assignment({ estimate }: ConnectorPlan): Map<string, string> {
  return new Map(
    estimate.pipelines.flatMap(({ group, items }) =>
      items.map((item) => [item.table.sourceTable, group] as const),
    ),
  );
}

/** What the next plan knows of this one. */
export function asCurrent(before: ConnectorPlan): CurrentPlan {
  return { groupBy: before.groupBy, pipelines: before.pipelines, tables: assignment(before) };
}

/** Tables with different names, of all kinds. */
export function tableLists(prefix: string, most = 25): fc.Arbitrary<ConnectorTable[]> {
  return fc
    .array(properties, { minLength: prefix === 'new' ? 0 : 1, maxLength: most })
    .map((all) => all.map((known, index) => listedTable(`${prefix}_${index}`, known)));
}

export const properties = fc.record(
  {
    ingestionType: fc.constantFrom(...ingestionTypes),
    category: fc.constantFrom('', 'sales', 'stock', 'people'),
    connectionName: fc.constantFrom('east', 'west'),
    weight: fc.integer({ min: 0, max: 900 }),
  },
  { requiredKeys: ['ingestionType', 'category'] },
);

/** What may be asked for, so that it can be had: with `none` there is no number. */
export const wishes = fc.oneof(
  fc.record({ groupBy: fc.constantFrom(...planGroupings) }),
  fc.record({ pipelines: fc.constantFrom('auto' as const, 40) }),
  fc.record({
    groupBy: fc.constantFrom('category', 'ingestion_type'),
    pipelines: fc.constant('auto' as const),
  }),
);
