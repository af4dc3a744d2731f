import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export function registerRuns(program: Command): void {
  addCommand(program, 'runs', 'Show past runs, or one of them table by table.', [
    ['headrace runs', 'the last runs'],
    ['headrace runs show last', 'what the last run did with each table, and why'],
    ['headrace runs show 20261121-0458 --json', 'one run, for machines'],
  ])
    .argument('[show]', 'the word "show", for one run')
    .argument('[id]', 'id of the run, or its beginning, or "last"', 'last')
    .option('--limit <n>', 'how many runs to list', wholeNumber(1), 20)
    .action(async (show: string | undefined, id: string, options: CommonOptions & { limit: number }) => {
      const actions = await import('./runs-action.ts');
      if (show === undefined) actions.listAll(options);
      else actions.showOne(show === 'show' ? id : show, options);
    });
}
