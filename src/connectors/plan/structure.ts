import type { PlanGrouping } from './grouping.ts';

/** What somebody asks for; undefined where nobody said. */
export interface Wish {
  readonly groupBy: PlanGrouping | undefined;
  readonly pipelines: number | 'auto' | undefined;
}

/** What a plan rests on. */
export interface Structure {
  readonly groupBy: PlanGrouping;
  /** Undefined: as many pipelines as there are groups. */
  readonly pipelines: number | 'auto' | undefined;
  /** Whether the plan before rested on something else. */
  readonly changed: boolean;
}

/**
 * What is asked for, else what was, else the original's recommended grouping. A number of pipelines without a
 * grouping means that only their balance counts; balancing without a number means that one is chosen.
 */
export function structureOf(
  wish: Wish,
  before:
    | { readonly groupBy: PlanGrouping | undefined; readonly pipelines: number | 'auto' | undefined }
    | undefined,
): Structure {
  const groupBy =
    wish.groupBy ??
    (wish.pipelines === undefined ? before?.groupBy : 'balanced') ??
    'category_and_ingestion_type';
  const pipelines =
    wish.pipelines ??
    (groupBy === before?.groupBy ? before.pipelines : undefined) ??
    (groupBy === 'balanced' ? 'auto' : undefined);
  const asked = wish.groupBy !== undefined || wish.pipelines !== undefined;
  const differs = groupBy !== before?.groupBy || pipelines !== before?.pipelines;
  return { groupBy, pipelines, changed: before !== undefined && asked && differs };
}
