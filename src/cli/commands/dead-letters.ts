import { Argument, type Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export interface DeadLettersOptions extends CommonOptions {
  readonly to?: string;
  readonly deadLetters?: string;
  readonly limit: number;
  readonly yes?: boolean;
}

export type DeadLettersAction = 'list' | 'replay' | 'drop';

export function registerDeadLetters(program: Command): void {
  addCommand(program, 'dead-letters', 'List records that an index has refused, and send them again.', [
    ['headrace dead-letters', 'which records, why and when'],
    ['headrace dead-letters list customers --json', 'all of one index, for machines'],
    ['headrace dead-letters replay', 'once their cause is mended; exit code 3 if some remain'],
    ['headrace dead-letters drop customers --yes', 'throw them away'],
  ])
    .addArgument(new Argument('[action]', 'what to do').choices(['list', 'replay', 'drop']).default('list'))
    .argument('[index]', 'only those of one index')
    .option('--to <target>', 'http://host:9200 or a connection of the project')
    .option('--dead-letters <path>', 'folder of dead letters (.headrace/dead-letters)')
    .option('--limit <n>', 'how many to list', wholeNumber(1), 50)
    .option('-y, --yes', 'drop without asking')
    .action(async (action: DeadLettersAction, index: string | undefined, options: DeadLettersOptions) => {
      const { deadLetters } = await import('./dead-letters-action.ts');
      await deadLetters(action, index, options);
    });
}
