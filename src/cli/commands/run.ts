import { type Command, Option } from 'commander';
import {
  addCommand,
  addSelection,
  type CommonOptions,
  durationMs,
  type SelectionOptions,
  wholeNumber,
} from '../options.ts';

/** Options of every command that builds tables. */
export interface BuildCommandOptions extends CommonOptions {
  readonly engine?: 'duckdb' | 'spark' | 'databricks';
  readonly concurrency?: number;
  readonly force?: boolean;
  readonly index?: boolean;
  readonly yes?: boolean;
}

export interface RunOptions extends BuildCommandOptions, SelectionOptions {
  readonly mode: 'batch' | 'streaming';
  readonly fullRefresh?: boolean;
  readonly trigger: number;
}

export function addBuildOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <engine>', "engine, instead of the target's").choices([
        'duckdb',
        'spark',
        'databricks',
      ]),
    )
    .option('--concurrency <n>', 'tables built at the same time (default: number of cores)', wholeNumber(1))
    .option('--force', 'build tables also when nothing changed')
    .option('--index', 'bring the search indexes of built tables up to date')
    .option('-y, --yes', 'answer questions with yes');
}

export function registerRun(program: Command): void {
  const command = addCommand(
    program,
    'run',
    'Build the selected tables, in order, in parallel, and only where something changed.',
    [
      ['headrace run', 'all tables'],
      ['headrace run --tags daily,critical', 'tables that have both tags'],
      ['headrace run +orders_gold', 'a table with everything it is made from'],
      ['headrace run --mode streaming --trigger 500ms', 'go on until Ctrl-C'],
      ['headrace run orders_bronze --full-refresh', 'start a table over'],
      ['headrace run --json | jq .', 'one event a line'],
    ],
  )
    .addOption(
      new Option('--mode <mode>', 'batch: once over what is new; streaming: until stopped')
        .choices(['batch', 'streaming'])
        .default('batch'),
    )
    .option('--full-refresh', 'start the selected tables over: forget what they hold and have read')
    .addOption(
      new Option('--trigger <interval>', 'streaming: from one trigger to the next')
        .argParser(durationMs)
        .default(1000, '1s'),
    );
  addSelection(addBuildOptions(command)).action(async (names: string[], options: RunOptions) => {
    const { run } = await import('./run-action.ts');
    await run(names, options);
  });
}
