import { contentHash, exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { LoadState } from '../../load/index.ts';
import type { LoadPlan } from './plan.ts';
import { batchInOtherIndex, batchOfOtherSource, indexMadeAnew } from './problems.ts';
import { type LoadPin, readLoadPin } from './source.ts';

/** What there is to do for a load. */
export type LoadCourse =
  /** Its batch was loaded. */
  | { readonly mode: 'none'; readonly warning?: Problem }
  | { readonly mode: 'full'; readonly warning?: Problem }
  | { readonly mode: 'resume'; readonly pin: LoadPin };

/**
 * Which state a load keeps. A batch is known by its id, its data source and the alias, so that it stays
 * loaded when a reindex moves the alias. Whatever is not a batch belongs to a physical index.
 */
export function loadKey(plan: LoadPlan, root: string, physical: string): string {
  const { batchId, dataSource, index, source, mapping } = plan;
  if (batchId !== undefined) {
    const hash = contentHash([batchId, dataSource, index.name]);
    return `load batch ${batchId} of ${dataSource} -> ${index.name} ${hash}`;
  }
  // Each project has tables of its own.
  const whose = source.startsWith('table ') ? root : '';
  return `load ${source} -> ${physical} ${contentHash([source, whose, mapping])}`;
}

/** What is kept with a load's state. */
export function loadDetails(
  { source, dataSource, batchId, mapping }: LoadPlan,
  pin: LoadPin,
  index: string | undefined,
): LoadState['details'] {
  return {
    source,
    dataSource,
    mapping,
    pin,
    ...(batchId !== undefined && { batchId }),
    ...(index && { index }),
  };
}

/** The index as it is before a load. */
export interface IndexNow {
  readonly physical: string;
  /** Of this very index: one that is deleted and made again has another. Undefined: nothing tells. */
  readonly identity: string | undefined;
  /** Whether there is an index at all. */
  readonly exists: boolean;
  isEmpty(): Promise<boolean>;
}

/**
 * Decides what there is to do. A state speaks of the index that it was saved for: of one that was made anew
 * it says nothing, and what it calls done must be done again.
 *
 * @throws HeadraceError (exit code 2) for a batch that was begun from another source table.
 */
export async function chooseCourse(
  plan: LoadPlan,
  previous: LoadState | undefined,
  now: IndexNow,
  restart: boolean,
): Promise<LoadCourse> {
  if (previous === undefined || restart) return { mode: 'full' };
  const { details, finishedAt } = previous;
  refuseOtherSource(plan, details.source, now.physical);
  const same = now.identity === details.index;
  if (finishedAt !== undefined) {
    if (plan.batchId === undefined || !now.exists) return { mode: 'full' };
    if (same) return { mode: 'none' };
    if (await now.isEmpty()) return { mode: 'full' };
    return { mode: 'none', warning: batchInOtherIndex({ batch: plan.batchId, index: now.physical }) };
  }
  if (!now.exists || !same) return { mode: 'full', warning: indexMadeAnew({ index: now.physical }) };
  const pin = readLoadPin(details.pin);
  return pin === undefined || details.mapping !== plan.mapping ? { mode: 'full' } : { mode: 'resume', pin };
}

function refuseOtherSource({ batchId, dataSource, source }: LoadPlan, before: unknown, target: string): void {
  if (batchId === undefined || before === source || typeof before !== 'string') return;
  const problem = batchOfOtherSource({ batch: batchId, dataSource, target, before, now: source });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}
