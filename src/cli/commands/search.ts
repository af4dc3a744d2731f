import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions, collectList, wholeNumber } from '../options.ts';

export interface SearchOptions extends CommonOptions {
  readonly index?: string;
  readonly mode: 'text' | 'semantic' | 'hybrid';
  readonly filter?: readonly string[];
  readonly facet?: readonly string[];
  readonly operator: 'all' | 'any' | 'auto';
  readonly limit: number;
}

export function registerSearch(program: Command): void {
  addCommand(program, 'search', 'Search an index: full text, by meaning, or both.', [
    ['headrace search "river bank"', 'full text'],
    ['headrace search "river bank" --filter domain=noun.location', 'only where a keyword has a value'],
    ['headrace search "place to keep money" --mode semantic', 'by meaning'],
    ['headrace search "river bank" --mode hybrid --limit 3 --json', 'both, for machines'],
  ])
    .argument('<query>', 'words, "phrases", and prefix*')
    .option('--index <name>', 'index to search, when there are several')
    .addOption(
      new Option('--mode <mode>', 'text, semantic or hybrid')
        .choices(['text', 'semantic', 'hybrid'])
        .default('text'),
    )
    .option(
      '--filter <field=value>',
      'keep documents whose keyword has this value (repeatable)',
      collectOne,
      [],
    )
    .option('--facet <fields>', 'count the values of these keyword fields', collectList)
    .addOption(
      new Option('--operator <which>', 'all words, any word, or auto: any when nothing has all')
        .choices(['all', 'any', 'auto'])
        .default('auto'),
    )
    .option('--limit <n>', 'how many hits', wholeNumber(1), 10)
    .action(async (query: string, options: SearchOptions) => {
      const { search } = await import('./search-action.ts');
      await search(query, options);
    });
}

/** Values may hold commas, so this option is not split at them. */
function collectOne(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
