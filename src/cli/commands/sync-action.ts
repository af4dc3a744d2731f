import { exitCode } from '../../kernel/index.ts';
import { sync as runSync } from '../../loading/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import { loadingReporter } from '../report/loading-reporter.ts';
import { sayDryRun } from '../report/say-dry-run.ts';
import { givenVariables, type SyncCommandOptions } from './sync.ts';

export async function sync(index: string | undefined, options: SyncCommandOptions): Promise<void> {
  const { root, project } = await openLoadingProject(options);
  const reporter = loadingReporter(options);
  const { signal, pressed, dispose } = listenForInterrupts(false);
  try {
    const { dead } = await runSync({
      root,
      project,
      env: process.env,
      flags: givenVariables(options),
      index,
      from: options.from,
      to: options.to,
      table: options.table,
      key: options.key,
      updatedAt: options.updatedAt,
      versionColumn: options.versionColumn,
      read: options.read,
      full: options.full ?? false,
      restart: options.restart ?? false,
      followMs: options.follow,
      deletes: options.deletes ? { max: options.maxDeletes } : undefined,
      deadLetters: options.deadLetters,
      dryRun: options.dryRun ?? false,
      signal,
      onEvent: reporter.onEvent,
    });
    sayDryRun(options);
    // Between two passes of --follow nothing was under way; it is an interruption all the same.
    if (pressed()) throw new Exit(exitCode.interrupted);
    if (dead > 0) throw new Exit(exitCode.partial);
  } finally {
    reporter.close();
    dispose();
  }
}
