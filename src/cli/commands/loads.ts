import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export function registerLoads(program: Command): void {
  addCommand(program, 'loads', 'Show past loads: what was read and indexed, and how far they came.', [
    ['headrace loads', 'the last ones'],
    ['headrace loads --limit 1 --json', 'the last one, for machines'],
  ])
    .option('--limit <n>', 'how many to list', wholeNumber(1), 20)
    .action(async (options: CommonOptions & { limit: number }) => {
      const { listLoads } = await import('./loads-action.ts');
      await listLoads(options);
    });
}
