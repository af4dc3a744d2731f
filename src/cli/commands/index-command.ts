import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface IndexOptions extends CommonOptions {
  readonly relearn?: boolean;
}

export function registerIndex(program: Command): void {
  addCommand(program, 'index', 'Make search indexes equal to the tables they mirror.', [
    ['headrace index', 'all indexes of the configuration'],
    ['headrace index products', 'one of them'],
    ['headrace index products --relearn', 'also learn its embedding anew from the corpus'],
  ])
    .argument('[indexes...]', 'names under search.indexes')
    .option('--relearn', 'rebuild, and learn the corpus embedding anew')
    .action(async (names: string[], options: IndexOptions) => {
      const { index } = await import('./index-action.ts');
      await index(names, options);
    });
}
