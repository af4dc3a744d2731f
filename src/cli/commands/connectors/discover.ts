import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions, collectList, wholeNumber } from '../../options.ts';
import { groupings } from './options.ts';
import { originalNames } from './original-names.ts';

export interface ConnectorsDiscoverOptions extends CommonOptions {
  readonly connector?: string;
  readonly connectorName?: string;
  readonly connectorsDir?: readonly string[];
  readonly options?: string;
  readonly class?: string;
  readonly python: string;
  readonly allowNetwork?: boolean;
  readonly timeLimit: number;
  readonly tables?: string;
  readonly fromPipeline?: readonly string[];
  readonly fromSystem?: string;
  readonly profile?: string;
  readonly stats?: string;
  readonly categoryPrefixMapJson?: string;
  readonly outputCsv?: string;
  readonly connectionName?: string;
  readonly destCatalog?: string;
  readonly destSchema?: string;
  readonly groupBy?: (typeof groupings)[number];
  readonly scheduleSnapshot?: string;
  readonly scheduleAppend?: string;
  readonly scheduleCdc?: string;
  readonly scheduleUnknown?: string;
  readonly fresh?: boolean;
  readonly dryRun?: boolean;
}

export function registerConnectorsDiscover(group: Command): void {
  addCommand(group, 'discover', 'Ask a connector for its tables, classify them, and write the table list.', [
    ['headrace connectors discover --connector ./sources/osipi', 'ask the connector in this folder'],
    ['headrace connectors discover --connector github --options @github.json', 'with options that it needs'],
    [
      'headrace connectors discover --tables tables.csv --stats runs.csv',
      'of a list, with what is known of it',
    ],
  ])
    .aliases(['discover-and-classify-tables', ...originalNames('discover-and-classify-tables')])
    .option('--connector <path|name>', 'the connector: its folder or file, or a name that is looked up')
    .option('--connector-name <name>', 'what it is called here; also looked up without --connector')
    .option('--connectors-dir <folders>', 'where connectors are looked up (repeatable)', collectList)
    .option(
      '--options <json|@file|->',
      'options that the connector is made with; without, made-up ones are tried',
    )
    .option('--class <name>', 'the class, where the connector has several')
    .addOption(
      new Option('--python <program>', 'the Python that asks the connector')
        .env('HEADRACE_PYTHON')
        .default('python3'),
    )
    .option('--allow-network', 'let the connector use the network')
    .option('--time-limit <seconds>', 'how long the connector may take', wholeNumber(1), 60)
    .option('--tables <file>', 'read the tables from a CSV, JSON or YAML file instead')
    .option(
      '--from-pipeline <ids|names>',
      'read the tables from the event log of a pipeline in the workspace instead (repeatable)',
      collectList,
    )
    .option(
      '--from-system <prefix>',
      'from the system tables instead: of pipelines whose names begin with this',
    )
    .option('--profile <name>', 'the profile of .databrickscfg to reach the workspace by')
    .option(
      '--stats <file>',
      'what is known of tables: source_table, rows, bytes, seconds, calls (CSV, JSON, YAML)',
    )
    .option('--category-prefix-map-json <json>', 'categories by the beginning of table names')
    .option('--output-csv <file>', 'the table list (default: connectors/<name>/tables.csv)')
    .option('--connection-name <name>', 'the Unity Catalog connection of all tables')
    .option('--dest-catalog <name>', 'the catalog that all tables are written to')
    .option('--dest-schema <name>', 'the schema that all tables are written to')
    .addOption(
      new Option(
        '--group-by <what>',
        'what makes a pipeline group (default: category_and_ingestion_type)',
      ).choices(groupings),
    )
    .option('--schedule-snapshot <cron>', 'of snapshot tables (default: "0 0 * * *")')
    .option('--schedule-append <cron>', 'of append tables (default: "*/15 * * * *")')
    .option('--schedule-cdc <cron>', 'of cdc and cdc_with_deletes tables (default: "*/5 * * * *")')
    .option('--schedule-unknown <cron>', 'of all others (default: "0 0 * * 0")')
    .option('--fresh', 'do not keep what the table list says already')
    .option('--dry-run', 'write nothing')
    .action(async (options: ConnectorsDiscoverOptions) => {
      const { connectorsDiscover } = await import('./discover-action.ts');
      await connectorsDiscover(options);
    });
}
