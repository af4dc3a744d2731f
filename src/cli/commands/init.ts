import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export function registerInit(program: Command): void {
  addCommand(program, 'init', 'Make a small project that runs at once.', [
    ['headrace init shop', 'in a new folder'],
    ['headrace init --sample-rows 100000', 'in this folder, with more data'],
  ])
    .argument('[dir]', 'folder of the project (default: --project)')
    .option('--sample-rows <n>', 'how many orders the sample data has', wholeNumber(1), 1000)
    .action(async (dir: string | undefined, options: CommonOptions & { sampleRows: number }) => {
      const { init } = await import('./init-action.ts');
      init(dir ?? options.project, options);
    });
}
