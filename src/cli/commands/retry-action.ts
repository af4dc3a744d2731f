import { resolve } from 'node:path';
import { contentHash, exitCode, HeadraceError } from '../../kernel/index.ts';
import { engines } from '../../project/index.ts';
import { findRun, type RunRecord } from '../../run/index.ts';
import { openState, statePaths } from '../../state/index.ts';
import { hasWarehouse } from '../../warehouse/index.ts';
import { openProject } from '../open-project.ts';
import { noRun, nothingToRetry, otherVariables } from '../problems.ts';
import type { BuildCommandOptions } from './run.ts';
import { build } from './run-action.ts';

/**
 * A run that went on would take each of its tables again and skip what is done; so does this one. What
 * changed since shows in the fingerprints. What the run was told to force or to start over, and did not
 * come to, is forced or started over now.
 */
export async function retry(options: BuildCommandOptions & { run: string }): Promise<void> {
  const usage = { exitCode: exitCode.usage };
  const root = resolve(options.project);
  const record = hasWarehouse(statePaths(root)) ? readRun(root, options.run) : undefined;
  if (!record) throw new HeadraceError(noRun({ id: options.run }), usage);
  const vars = contentHash(options.var ?? {});
  if (record.request.vars !== vars)
    throw new HeadraceError(otherVariables({ command: record.command }), usage);
  const compiled = await openProject({ ...options, target: options.target ?? record.target });

  const tables = new Set(record.request.tables.filter((name) => compiled.tables.has(name)));
  if (tables.size === 0) throw new HeadraceError(nothingToRetry({ id: record.id }), usage);
  const built = new Set(record.tables.flatMap(({ table, status }) => (status === 'built' ? [table] : [])));
  const open = tables.difference(built);
  // On the engine of the run, whatever the target says by itself.
  const engine = options.engine ?? engines.find((name) => name === record.engine);
  await build(
    compiled,
    tables,
    { ...options, ...(engine && { engine }) },
    {
      mode: 'batch',
      triggerMs: 1000,
      force: options.force ? tables : open.intersection(new Set(record.request.force)),
      fullRefresh: open.intersection(new Set(record.request.fullRefresh)),
      settled: options.force ? new Set() : built,
    },
  );
}

function readRun(root: string, id: string): RunRecord | undefined {
  const db = openState(root);
  try {
    return findRun(db, id);
  } finally {
    db.close();
  }
}
