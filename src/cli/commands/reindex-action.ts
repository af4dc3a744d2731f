import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { type OldIndex, reindex as runReindex } from '../../loading/index.ts';
import { confirm } from '../confirm.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import { notConfirmed } from '../problems.ts';
import { oldIndexText, reindexReporter } from '../report/reindex-reporter.ts';
import type { ReindexCommandOptions } from './reindex.ts';
import { givenVariables } from './sync.ts';

export async function reindex(index: string | undefined, options: ReindexCommandOptions): Promise<void> {
  const { root, project } = await openLoadingProject(options);
  const reporter = reindexReporter(options);
  const { signal, dispose } = listenForInterrupts(false);
  try {
    const { dead } = await runReindex({
      ...{ root, project, env: process.env, flags: givenVariables(options), index, signal },
      from: options.from,
      to: options.to,
      table: options.table,
      key: options.key,
      updatedAt: options.updatedAt,
      versionColumn: options.versionColumn,
      deadLetters: options.deadLetters,
      force: options.force ?? false,
      inPlace: options.inPlace ?? false,
      sample: options.sample,
      acceptDeadLetters: options.acceptDeadLetters ?? false,
      deleteOld: options.deleteOld ? (old) => mayDelete(old, options) : undefined,
      settleMs: options.settle,
      dryRun: options.dryRun ?? false,
      onEvent: reporter.onEvent,
    });
    if (dead > 0) throw new Exit(exitCode.partial);
  } finally {
    reporter.close();
    dispose();
  }
}

async function mayDelete(old: readonly OldIndex[], options: ReindexCommandOptions): Promise<boolean> {
  if (options.yes) return true;
  const names = old.map(oldIndexText).join(', ');
  const asked = process.stdin.isTTY && !options.json;
  if (asked) return confirm(`Delete ${names}?`);
  const problem = notConfirmed({ folder: `the cluster (to delete: ${names})` });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}
