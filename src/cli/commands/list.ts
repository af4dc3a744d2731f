import type { Command } from 'commander';
import { addCommand, addSelection, type CommonOptions, type SelectionOptions } from '../options.ts';

export function registerList(program: Command): void {
  const command = addCommand(
    program,
    'list',
    'List tables with their layer, kind, tags, inputs and last version.',
    [
      ['headrace list', 'all tables'],
      ['headrace list --tags daily,critical', 'tables that have both tags'],
      ['headrace list +orders_gold', 'a table and everything it is made from'],
    ],
  );
  addSelection(command).action(async (names: string[], options: CommonOptions & SelectionOptions) => {
    const { list } = await import('./list-action.ts');
    await list(names, options);
  });
}
