import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface TraceOptions extends CommonOptions {
  readonly index?: string;
  readonly to?: string;
  readonly table?: string;
  readonly column?: string;
}

export function registerTrace(program: Command): void {
  addCommand(program, 'trace', 'Follow one record from its raw file to the index, or to where it stopped.', [
    ['headrace trace 42', 'the record whose document has the id 42'],
    ['headrace trace 42 --index products', 'when there are several indexes'],
    ['headrace trace 1007 --table orders --column order_id', 'by another column, of any table'],
  ])
    .argument('<key>', 'value that identifies the record')
    .option('--index <name>', 'index it should be in, when there are several')
    .option('--to <cluster>', 'http://host:9200 or a connection of the project: look there')
    .option('--table <name>', 'table to look for the key in; without it, the one that the index is made from')
    .option('--column <name>', "column that holds the key; without it, the index's id")
    .addHelpText('after', '\nExit code 0: it arrived. 1: it stopped on the way.')
    .action(async (key: string, options: TraceOptions) => {
      const { trace } = await import('./trace-action.ts');
      await trace(key, options);
    });
}
