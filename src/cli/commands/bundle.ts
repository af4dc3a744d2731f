import type { Command } from 'commander';
import { exitCode } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import { addCommand, type CommonOptions } from '../options.ts';

export interface BundleCommandOptions extends CommonOptions {
  readonly check?: boolean;
  readonly force?: boolean;
  readonly moveTables?: boolean;
}

export function registerBundle(program: Command): void {
  addCommand(program, 'bundle', 'Write a Databricks Asset Bundle: pipelines, jobs and SQL for all targets.', [
    ['headrace bundle', 'write databricks.yml and what belongs to it'],
    ['headrace bundle --check', 'only say what would change; exit code 1 when something would'],
    ['headrace bundle --check --json', 'the same as one JSON object, for CI'],
  ])
    .option('--check', 'write nothing; exit code 1 when files would change')
    .option('--force', 'also overwrite files that a person wrote or edited')
    .option('--move-tables', 'let tables move to other pipelines, where they are built anew')
    .action(async (options: BundleCommandOptions) => {
      const { bundle } = await import('./bundle-action.ts');
      const upToDate = await bundle(options);
      if (!upToDate) throw new Exit(exitCode.failed);
    });
}
