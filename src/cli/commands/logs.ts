import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface LogsOptions extends CommonOptions {
  readonly pipeline?: string;
  readonly level: 'error' | 'warn' | 'info' | 'metrics';
}

export function registerLogs(program: Command): void {
  addCommand(program, 'logs', 'Print again what a run on Databricks said: the events of its updates.', [
    ['headrace logs', 'the last run on Databricks'],
    ['headrace logs 20261121-0458', 'a run of `headrace runs`'],
    ['headrace logs last --level error', 'only why it failed'],
    ['headrace logs last --pipeline shop_main', 'the last update of a pipeline, whoever started it'],
    ['headrace logs 1a2b3c4d --pipeline shop_main --json', 'one update, an event a line'],
  ])
    .argument('[run]', "a run's id or its beginning, the id of an update, or last", 'last')
    .option('--pipeline <pipeline>', 'look in the workspace, for an update of this pipeline: its name or id')
    .addOption(
      new Option('--level <level>', 'the least severe events')
        .choices(['error', 'warn', 'info', 'metrics'])
        .default('info'),
    )
    .action(async (run: string, options: LogsOptions) => {
      const { logs } = await import('./logs-action.ts');
      await logs(run, options);
    });
}
