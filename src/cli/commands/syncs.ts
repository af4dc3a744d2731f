import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export function registerSyncs(program: Command): void {
  addCommand(program, 'syncs', 'Show past syncs: what was read and indexed, and how far they came.', [
    ['headrace syncs', 'the last ones'],
    ['headrace syncs --limit 1 --json', 'the last one, for machines'],
  ])
    .option('--limit <n>', 'how many to list', wholeNumber(1), 20)
    .action(async (options: CommonOptions & { limit: number }) => {
      const { listSyncs } = await import('./syncs-action.ts');
      await listSyncs(options);
    });
}
