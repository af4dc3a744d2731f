import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export const queryFormats = ['table', 'csv', 'json', 'parquet'] as const;
export type QueryFormat = (typeof queryFormats)[number];

export interface QueryOptions extends CommonOptions {
  readonly format?: QueryFormat;
  readonly output?: string;
}

export function registerQuery(program: Command): void {
  addCommand(program, 'query', 'Run SQL over the built tables; also while a run is writing.', [
    ['headrace query "select * from orders_gold limit 10"', 'a table on the terminal'],
    ['headrace query "from orders_gold" --format csv > orders.csv', 'all rows as CSV'],
    ['headrace query "from orders_gold" --output orders.parquet', 'into a file; the format is its ending'],
    ['echo "select 42" | headrace query -', 'the SQL from standard input'],
  ])
    .argument('<sql>', 'one statement, or - for standard input')
    .addOption(
      new Option('--format <format>', 'table, csv, json (one row a line) or parquet').choices([
        ...queryFormats,
      ]),
    )
    .option('-o, --output <file>', 'write to a file instead')
    .action(async (sql: string, options: QueryOptions) => {
      const { query } = await import('./query-action.ts');
      await query(sql, options);
    });
}
