import type { Problem } from '../../kernel/index.ts';
import type { Assumptions } from './assumptions.ts';
import type { Estimate } from './estimate.ts';
import { manyPipelines, mixed, overrun, oversized } from './problems.ts';
import { slowerSchedule } from './slower-schedule.ts';
import { mostAtOnce } from './trade-off.ts';

interface Context {
  readonly assumptions: Assumptions;
  readonly maxTables: number;
}

/** What is wrong with a plan that can nevertheless be had. */
export function planWarnings({ pipelines }: Estimate, { assumptions, maxTables }: Context): Problem[] {
  const problems: Problem[] = [];
  const late = Map.groupBy(
    pipelines.filter(({ busy }) => busy > 1),
    ({ class: { key } }) => key,
  );
  for (const members of late.values()) {
    const [first] = members.toSorted((a, b) => b.run - a.run);
    if (first === undefined) continue;
    problems.push(
      overrun({
        groups: members.map(({ group }) => group),
        run: first.run,
        period: first.class.pace.period,
        startUp: assumptions.start_up_seconds,
        slower: slowerSchedule(first.items[0]?.table.ingestionType ?? 'unknown', first.run),
      }),
    );
  }
  for (const {
    group,
    items,
    class: { flow, schedule },
  } of pipelines) {
    if (flow === 'mixed') {
      const kinds = [...new Set(items.map(({ table }) => table.ingestionType))];
      problems.push(mixed({ group, schedule, kinds }));
    }
    if (items.length > maxTables) problems.push(oversized({ group, tables: items.length, most: maxTables }));
  }
  if (pipelines.length > mostAtOnce)
    problems.push(manyPipelines({ pipelines: pipelines.length, most: mostAtOnce }));
  return problems;
}
