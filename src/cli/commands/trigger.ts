import type { Command } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';

export interface TriggerOptions extends CommonOptions {
  readonly all?: boolean;
  readonly jobs?: string;
  readonly sourceTable?: string;
  readonly dataSource?: string;
  readonly esNodes?: string;
  readonly batchId?: string;
  readonly jobId?: string;
  readonly concurrency: number;
  readonly wait?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
}

const about = `
The runs go on by themselves; Ctrl-C never cancels one. With --batch-id (BATCH_ID), each load of a batch is started
once: the same command again starts nothing twice, and tells the same runs, also those that have failed (--again
starts them anew). Without it, every command starts new runs.

The job is --job-id, ES_LOADER_JOB_ID, or the loader of this project's bundle. What is not said about a load is
left to the job's own defaults. The exit code is 1 when any load was not started, or with --wait did not end well.`;

export function registerTrigger(program: Command): void {
  addCommand(
    program,
    'trigger',
    'Start the loader job on Databricks, one run for each load, all side by side.',
    [
      ['headrace trigger --all --batch-id 2026-11-21', 'every load of config.yml, each once'],
      ['headrace trigger --jobs jobs.json --wait', 'a list of loads; follow them to their end'],
      ['headrace trigger nightly_a nightly_b --job-id 123', 'some loads by name, with a job of your own'],
      [
        'headrace trigger --source-table main.shop.orders --data-source orders --es-nodes search:9200',
        'one load, by flags',
      ],
      ['headrace trigger --all --dry-run --json', 'only say what would be started'],
    ],
  )
    .argument('[names...]', 'names under loads: in config.yml')
    .option('--all', 'every load of config.yml')
    .option('--jobs <file>', 'a JSON file with a list of loads')
    .option('--source-table <value>', 'what to load (SOURCE_TABLE)')
    .option('--data-source <value>', 'decides the index (DATA_SOURCE)')
    .option('--es-nodes <value>', "where Elasticsearch is (ES_NODES; the job's default)")
    .option('--batch-id <value>', 'a batch is started once (BATCH_ID)')
    .option('--job-id <id>', "the job to start (ES_LOADER_JOB_ID; the bundle's loader)")
    .option('--concurrency <n>', 'calls to the workspace at the same time', wholeNumber(1), 4)
    .option('--wait', 'follow the runs to their end')
    .option('--again', 'start a batch again that was started before')
    .option('--dry-run', 'only say what would be started')
    .addHelpText('after', about)
    .action(async (names: readonly string[], options: TriggerOptions) => {
      const { trigger } = await import('./trigger-action.ts');
      await trigger(names, options);
    });
}
