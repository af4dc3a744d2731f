import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { findRun } from '../../run/index.ts';
import { openState } from '../../state/index.ts';
import { openProject } from '../open-project.ts';
import { noRun, nothingToRetry } from '../problems.ts';
import type { BuildCommandOptions } from './run.ts';
import { build } from './run-action.ts';

/**
 * A run that went on would take each of its tables again and skip what is done; so does this one. What
 * changed since shows in the fingerprints. What the run was told to force or to start over, and did not
 * come to, is forced or started over now.
 */
export async function retry(options: BuildCommandOptions & { run: string }): Promise<void> {
  const compiled = await openProject(options);
  const db = openState(compiled.project.root);
  const record = findRun(db, options.run);
  db.close();
  if (!record) throw new HeadraceError(noRun({ id: options.run }), { exitCode: exitCode.usage });

  const tables = new Set(record.request.tables.filter((name) => compiled.tables.has(name)));
  if (tables.size === 0)
    throw new HeadraceError(nothingToRetry({ id: record.id }), { exitCode: exitCode.usage });
  const built = new Set(record.tables.flatMap(({ table, status }) => (status === 'built' ? [table] : [])));
  const open = tables.difference(built);
  await build(compiled, tables, options, {
    mode: 'batch',
    triggerMs: 1000,
    force: options.force ? tables : open.intersection(new Set(record.request.force)),
    fullRefresh: open.intersection(new Set(record.request.fullRefresh)),
  });
}
