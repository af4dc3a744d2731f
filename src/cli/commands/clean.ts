import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface CleanOptions extends CommonOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

export function registerClean(program: Command): void {
  addCommand(program, 'clean', 'Remove caches and files that no version needs.', [
    ['headrace clean', 'caches, and what killed processes left behind'],
    ['headrace clean --all', 'also tables, ledgers, indexes and history: everything starts over'],
  ])
    .option('--all', 'also tables, ledgers, indexes and history')
    .option('-y, --yes', 'do not ask')
    .action(async (options: CleanOptions) => {
      const { clean } = await import('./clean-action.ts');
      await clean(options);
    });
}
