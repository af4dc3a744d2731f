import { type Command, InvalidArgumentError, Option } from 'commander';
import { addCommand, type CommonOptions, collectList, wholeNumber } from '../options.ts';

export interface SearchOptions extends CommonOptions {
  readonly index?: string;
  readonly to?: string;
  readonly mode: 'text' | 'semantic' | 'hybrid';
  readonly filter?: readonly string[];
  readonly facet?: readonly string[];
  readonly field?: readonly string[];
  readonly sort?: readonly string[];
  readonly fuzziness?: 0 | 1 | 2 | 'auto';
  readonly prefix?: boolean;
  readonly phrase?: boolean;
  /** `true` for the first of several pages. */
  readonly cursor?: string | true;
  readonly operator: 'all' | 'any' | 'auto';
  readonly limit: number;
}

export function registerSearch(program: Command): void {
  addCommand(program, 'search', 'Search an index: full text, by meaning, or both.', [
    ['headrace search "river bank"', 'full text'],
    ['headrace search "river bank" --filter domain=noun.location', 'only where a field has a value'],
    ['headrace search "warm" --filter "price>=10" --sort price:desc', 'by a field instead of by score'],
    ['headrace search "bicicle" --fuzziness auto', 'though a letter is wrong'],
    ['headrace search "place to keep money" --mode semantic', 'by meaning'],
    ['headrace search "river bank" --mode hybrid --limit 3 --json', 'both, for machines'],
  ])
    .argument('<query>', 'words, "phrases", and prefix*')
    .option('--index <name>', 'index to search, when there are several')
    .option('--to <cluster>', 'http://host:9200 or a connection of the project: search there')
    .addOption(
      new Option('--mode <mode>', 'text, semantic or hybrid')
        .choices(['text', 'semantic', 'hybrid'])
        .default('text'),
    )
    .option(
      '--filter <field=value>',
      'keep documents with this value; also != >= <= > <, and field=* for any (repeatable)',
      collectOne,
    )
    .option('--facet <fields>', 'count the values of these fields', collectList)
    .addOption(
      new Option('--operator <which>', 'all words, any word, or auto: any when nothing has all')
        .choices(['all', 'any', 'auto'])
        .default('auto'),
    )
    .option(
      '--field <fields>',
      'text fields to search: name, or name^2 to weigh it (repeatable)',
      collectList,
    )
    .option('--sort <fields>', 'fields to sort by: name, name:desc, _score (repeatable)', collectList)
    .addOption(
      new Option(
        '--fuzziness <letters>',
        'how many letters of a word may be wrong: 0, 1, 2 or auto',
      ).argParser(readFuzziness),
    )
    .addOption(new Option('--prefix', 'the last word may be unfinished').conflicts('phrase'))
    .option('--phrase', 'the words in this order')
    .option('--cursor [cursor]', 'in pages: the first one, or what the page before said')
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

function readFuzziness(text: string): SearchOptions['fuzziness'] {
  const known = [0, 1, 2, 'auto'] as const;
  const found = known.find((value) => String(value) === text);
  if (found === undefined) throw new InvalidArgumentError('Expected 0, 1, 2 or auto.');
  return found;
}
