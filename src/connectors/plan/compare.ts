import type { Assumptions } from './assumptions.ts';
import type { PipelineClass } from './cells.ts';
import { type Estimate, estimate, type PipelineTables } from './estimate.ts';

/** A plan beside one pipeline for everything. */
export interface Comparison {
  readonly before: Estimate;
  readonly after: Estimate;
  /** What is read how often, by class. */
  readonly freshness: readonly Freshness[];
  /** What both rest on. */
  readonly assumptions: Assumptions;
}

export interface Freshness {
  readonly class: PipelineClass;
  /** Seconds between two runs that do take place. */
  readonly before: number;
  readonly after: number;
}

const day = 86_400;

/**
 * What one pipeline would take: a pipeline for each connection, on the schedule of its most frequent table, as all of
 * its tables share one.
 */
export function compare(after: Estimate, assumptions: Assumptions): Comparison {
  const byConnection = Map.groupBy(after.pipelines, (pipeline) => pipeline.class.connection);
  const single = [...byConnection].flatMap(([connection, members]): PipelineTables[] => {
    const [most] = members.toSorted((a, b) => b.class.pace.runsPerDay - a.class.pace.runsPerDay);
    if (most === undefined) return [];
    const group = byConnection.size > 1 && connection ? `one pipeline of ${connection}` : 'one pipeline';
    return [{ group, class: most.class, items: members.flatMap(({ items }) => items) }];
  });
  const before = estimate(single, assumptions);
  const classes = Map.groupBy(after.pipelines, (pipeline) => pipeline.class.key);
  return {
    ...{ before, after, assumptions },
    freshness: [...classes.values()].flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const alone = before.pipelines.find(({ class: own }) => own.connection === first.class.connection);
      return [
        {
          class: first.class,
          before: day / (alone?.runsPerDay ?? first.runsPerDay),
          after: day / Math.min(...members.map(({ runsPerDay }) => runsPerDay)),
        },
      ];
    }),
  };
}
