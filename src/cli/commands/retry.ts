import type { Command } from 'commander';
import { addCommand } from '../options.ts';
import { addBuildOptions, type BuildCommandOptions } from './run.ts';

export function registerRetry(program: Command): void {
  const command = addCommand(
    program,
    'retry',
    'Build what failed, was blocked or cancelled in the last run, or changed since.',
    [
      ['headrace retry', 'go on with the last run'],
      ['headrace retry --run 20261121-0458', 'go on with an earlier one'],
    ],
  ).option('--run <id>', 'the run to go on with', 'last');
  addBuildOptions(command).action(async (options: BuildCommandOptions & { run: string }) => {
    const { retry } = await import('./retry-action.ts');
    await retry(options);
  });
}
