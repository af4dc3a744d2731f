import { type Command, Option } from 'commander';
import { flagOf, loadVariables, syncVariables, variables } from '../../loading/index.ts';
import { addCommand, type CommonOptions, wholeNumber } from '../options.ts';
import type { LoaderFlags } from './sync.ts';

export interface LoadCommandOptions extends CommonOptions, LoaderFlags {
  readonly sourceTable?: string;
  readonly dataSource?: string;
  readonly esNodes?: string;
  readonly batchId?: string;
  readonly id?: string;
  readonly versionColumn?: string;
  readonly all?: boolean;
  readonly jobs?: string;
  readonly parallel: number;
  readonly restart?: boolean;
  readonly deadLetters?: string;
  readonly dryRun?: boolean;
}

const about = `
A flag is stronger than what the file of --jobs says, that than the environment (SOURCE_TABLE, DATA_SOURCE,
ES_NODES, BATCH_ID), and that than config.yml. The loads of a list say their own tables and data sources.

Several loads share what may be asked of a cluster; one that fails does not stop the others. The exit code is the
worst of all: 130 interrupted, 1 failed, 2 usage, 5 unreachable, 4 locked by another loader, 3 dead letters only.`;

export function registerLoad(program: Command): void {
  const command = addCommand(
    program,
    'load',
    'Load finished tables (Delta, Parquet, your own) into search.',
    [
      [
        'headrace load --source-table /mnt/datalake/sourceA --data-source sourceA --es-nodes search:9200',
        'a Delta table, by its folder',
      ],
      [
        'headrace load --source-table orders --data-source orders --batch-id 2026-11-21',
        'once: again does nothing',
      ],
      ['SOURCE_TABLE=out/a DATA_SOURCE=sourceA ES_NODES=search headrace load', 'as a job with parameters'],
      ['headrace load nightly_a nightly_b', 'by their names under `loads:` in config.yml'],
      ['headrace load --all --parallel 4', 'all of these, four at a time'],
      ['headrace load --jobs jobs.json', '[{"source_table": …, "data_source": …}, …]'],
    ],
  )
    .argument('[names...]', 'names under loads: in config.yml')
    .option('--all', 'every load of config.yml')
    .option('--jobs <file>', 'a JSON file with a list of loads')
    .option('--parallel <n>', 'how many loads run at once', wholeNumber(1), 4);
  for (const { name, description } of loadVariables) {
    command.addOption(new Option(`--${flagOf(name)} <value>`, `${description} (${name})`));
  }
  command
    .option('--id <column>', 'column that identifies a record (id)')
    .option('--version-column <column>', 'column whose highest value wins (the start of the load)')
    .option('--restart', 'forget how far an interrupted load came, or that a batch was loaded')
    .option('--dead-letters <path>', 'folder for records that are refused (.headrace/dead-letters)')
    .option('--dry-run', 'only say what would be done');
  for (const { name, description } of variables) {
    if (syncVariables.has(name)) continue;
    command.addOption(new Option(`--${flagOf(name)} <value>`, `${description} (${name})`));
  }
  command
    .addHelpText('after', about)
    .action(async (names: readonly string[], options: LoadCommandOptions) => {
      const { load } = await import('./load-action.ts');
      await load(names, options);
    });
}
