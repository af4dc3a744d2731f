import type { Command } from 'commander';
import {
  addCommand,
  addSelection,
  type CommonOptions,
  collectList,
  type SelectionOptions,
  wholeNumber,
} from '../options.ts';

export interface ParityOptions extends CommonOptions, SelectionOptions {
  readonly sample?: number;
  readonly ignore?: readonly string[];
  readonly strictTypes?: boolean;
  readonly keep?: boolean;
}

export function registerParity(program: Command): void {
  const command = addCommand(
    program,
    'parity',
    'Build tables with DuckDB and with Spark from the same raw data, and compare their rows.',
    [
      ['headrace parity', 'all tables; exit code 1 when one differs, 3 when one was left out'],
      ['headrace parity orders_gold', 'a table, and what it is made from'],
      ['headrace parity --sample 1000', 'the first 1000 records of each source'],
      ['headrace parity --ignore loaded_at', 'leave out a column that differs from run to run'],
      ['headrace parity --json | jq .tables', 'for machines'],
    ],
  )
    .option('--sample <n>', 'read no more records than this of each source', wholeNumber(1))
    .option('--ignore <columns>', 'leave these columns out of every table (repeatable)', collectList)
    .option('--strict-types', 'count int and bigint, or decimals of another precision, as different')
    .option('--keep', 'leave what both engines built in .headrace/parity, to look into');
  addSelection(command).action(async (names: string[], options: ParityOptions) => {
    const { parity } = await import('./parity-action.ts');
    await parity(names, options);
  });
}
