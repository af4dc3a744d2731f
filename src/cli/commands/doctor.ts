import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export function registerDoctor(program: Command): void {
  addCommand(
    program,
    'doctor',
    'Check whether everything that the spark engine needs is here, and say how to get what is missing.',
    [
      ['headrace doctor', 'what there is, and what to do'],
      ['headrace doctor --json | jq .ok', 'the same, for machines'],
    ],
  ).action(async (options: CommonOptions) => {
    const { doctor } = await import('./doctor-action.ts');
    await doctor(options);
  });
}
