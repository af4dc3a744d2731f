import type { MappingDifference } from '../../search/elasticsearch/index.ts';
import type { ComparisonStep } from '../verify/find-differences.ts';

/** What building an index anew tells while it goes on; `--json` prints them as they are. */
export type ReindexEvent =
  | ({ readonly type: 'reindex_plan'; readonly at: number } & ReindexPlan)
  | { readonly type: 'reindex_step'; readonly at: number; readonly step: ReindexStep; readonly index: string }
  | {
      readonly type: 'verify_progress';
      readonly at: number;
      readonly step: ComparisonStep;
      readonly differences: number;
    }
  | ({ readonly type: 'reindex_finished'; readonly at: number } & ReindexReport);

export type ReindexStep =
  | 'load'
  | 'catch up'
  | 'compare'
  | 'sample'
  | 'swap'
  | 'catch up after swap'
  /** Left out, because a sync is at work on the new index already. */
  | 'sync catches up';

export interface ReindexPlan {
  readonly alias: string;
  /** What the alias leads to now. */
  readonly live: string;
  /** What is to take its place; undefined: nothing, as nothing has to be built. */
  readonly next: string | undefined;
  /** `swapped`: an earlier reindex was killed after it had moved the alias. */
  readonly how: 'nothing' | 'new' | 'resume' | 'swapped' | 'in place' | 'rebuild';
  /** Of the wanted mapping from the live one. */
  readonly differences: readonly MappingDifference[];
  /** Documents of the live index that no sync or load has written; the next one will not have them. */
  readonly unstamped: number;
  /** Unfinished indexes of earlier tries that do not fit any more, and are removed. */
  readonly abandoned: readonly string[];
}

export interface ReindexReport {
  readonly alias: string;
  readonly live: string;
  readonly how: ReindexPlan['how'];
  readonly dryRun: boolean;
  /** Documents written by comparing and repairing, beside those of loading. */
  readonly repaired: number;
  readonly removed: number;
  readonly dead: number;
  /** Documents that were compared field by field. */
  readonly sampled: number;
  readonly documents: number | undefined;
  /** Replaced indexes that are still there. */
  readonly old: readonly OldIndex[];
  readonly deleted: readonly string[];
  readonly durationMs: number;
}

export interface OldIndex {
  readonly name: string;
  readonly documents: number;
  /** Aliases of somebody else: it is not deleted then. */
  readonly aliases: readonly string[];
}
