import type { Command } from 'commander';
import { addCommand, addSelection, type CommonOptions, type SelectionOptions } from '../options.ts';

export interface PlanOptions extends CommonOptions, SelectionOptions {
  readonly force?: boolean;
  readonly fullRefresh?: boolean;
}

export function registerPlan(program: Command): void {
  const command = addCommand(
    program,
    'plan',
    'Show what a run would build, in which order, and why or why not.',
    [
      ['headrace plan', 'for all tables'],
      ['headrace plan --tags daily', 'for the tables with a tag'],
      ['headrace plan --json', 'for machines'],
    ],
  )
    .option('--force', 'as for `run`')
    .option('--full-refresh', 'as for `run`');
  addSelection(command).action(async (names: string[], options: PlanOptions) => {
    const { plan } = await import('./plan-action.ts');
    await plan(names, options);
  });
}
