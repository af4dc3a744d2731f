import type { Context } from '@resonatehq/sdk';
import { servicesOf } from '../client/services.ts';
import { attempt } from '../steps/persistent.ts';
import { StepRefused } from '../steps/refused.ts';

export interface SyncOptions {
  /** Name under `search.indexes`. */
  readonly index: string;
  /** Read every row, also where only changes would do. */
  readonly full?: boolean;
}

/** What a sync did: records. */
export interface Synced {
  readonly read: number;
  readonly stored: number;
  readonly dead: number;
}

/** How a table and its index differ: keys of each kind. */
export interface Verified {
  readonly equal: boolean;
  readonly missing: number;
  readonly extra: number;
  readonly different: number;
}

/**
 * A step: brings a Postgres table into its index, as `headrace sync` does. One that was broken off goes on where it was.
 */
export async function sync(context: Context, { index, full = false }: SyncOptions): Promise<Synced> {
  const [side, { sync: runSync }] = await Promise.all([
    sideOf(context, index),
    import('../../loading/index.ts'),
  ]);
  const { read, stored, dead } = await attempt(() =>
    runSync({ ...side, read: 'auto', full, restart: false, dryRun: false, onEvent: () => {} }),
  );
  return { read, stored, dead };
}

/** A step: compares a Postgres table with its index, as `headrace verify` does; with `repair` makes them equal. */
export async function verify(
  context: Context,
  { index, repair }: { readonly index: string; readonly repair?: { readonly maxDeletes: string } },
): Promise<Verified> {
  const [side, { verify: runVerify }] = await Promise.all([
    sideOf(context, index),
    import('../../loading/index.ts'),
  ]);
  const report = await attempt(() => runVerify({ ...side, repair, settleMs: 2000, onEvent: () => {} }));
  const { equal, repaired, missing, extra, different } = report;
  if (!equal && !repaired) {
    throw new StepRefused(
      `Index ${index} is not what its table is: ${missing} missing, ${extra} extra, ${different} different.`,
    );
  }
  return { equal, missing, extra, different };
}

async function sideOf(context: Context, index: string) {
  const { root, env } = servicesOf(context);
  const { loadProject } = await import('../../project/index.ts');
  const project = await loadProject({ root, env, vars: {}, configurationOnly: true });
  return { root, project, env, flags: {}, index, signal: new AbortController().signal };
}
