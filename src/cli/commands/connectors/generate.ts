import { type Command, InvalidArgumentError, Option } from 'commander';
import { exitCode, isRecord, parseJson } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { addCommand, type CommonOptions, collectList, wholeNumber } from '../../options.ts';
import { withConnector } from './options.ts';
import { originalNames } from './original-names.ts';

/** What is generated: both, or one of the original's halves. */
export type GeneratePart = 'ingest' | 'bundle';

export interface ConnectorsGenerateOptions extends CommonOptions {
  readonly sourceName?: string;
  readonly connectorName?: string;
  readonly csv?: string;
  readonly inputCsv?: string;
  readonly config?: string;
  readonly outputDir?: string;
  readonly outputYaml?: string;
  readonly connectionName?: string;
  readonly catalog?: string;
  readonly schema?: string;
  readonly commonTableConfigJson?: Readonly<Record<string, unknown>>;
  readonly form?: 'today' | 'older';
  readonly managed?: true | readonly string[];
  readonly code?: readonly string[];
  readonly ingestFilesPath?: string;
  readonly emitJobs?: boolean;
  readonly pauseStatus?: 'PAUSED' | 'UNPAUSED';
  readonly timezone?: string;
  readonly numWorkers?: number | 'plan';
  readonly bundleName?: string;
  readonly check?: boolean;
  readonly force?: boolean;
}

export function registerConnectorsGenerate(group: Command): void {
  const generate = addCommand(
    group,
    'generate',
    'Write the bundle: databricks.yml and an ingest file for each pipeline.',
    [
      [
        'headrace connectors generate --connection-name osipi --catalog main --schema bronze',
        'all that is deployed',
      ],
      ['headrace connectors generate --emit-jobs --num-workers 2', 'with scheduled jobs, on clusters'],
      ['headrace connectors generate --managed', 'managed pipelines, without ingest files'],
      [
        'headrace connectors generate --check',
        'only say what would change; exit code 1 when something would',
      ],
    ],
  );
  withBundle(withIngest(withPlace(withConnector(generate)))).option(
    '--output-dir <dir>',
    'where to write (default: bundle/ beside the table list)',
  );
  act(generate, ['ingest', 'bundle']);

  const ingest = addCommand(group, 'generate-ingest-files', 'Write an ingest file for each pipeline.', [
    [
      'headrace connectors generate-ingest-files --csv tables.csv --output-dir ingest --connection-name osipi',
      'one file for each group of the list',
    ],
  ]);
  withIngest(withPlace(withConnector(ingest.aliases(originalNames(ingest.name()))))).option(
    '--output-dir <dir>',
    'where to write (default: bundle/ beside the table list)',
  );
  act(ingest, ['ingest']);

  const yaml = addCommand(
    group,
    'generate-dab-yaml',
    'Write databricks.yml for ingest files that are there.',
    [
      [
        'headrace connectors generate-dab-yaml --input-csv tables.csv --output-yaml bundle/databricks.yml',
        'beside them',
      ],
      ['headrace connectors generate-dab-yaml --emit-jobs --pause-status PAUSED', 'with jobs that wait'],
    ],
  );
  withBundle(withPlace(withConnector(yaml.aliases(originalNames(yaml.name()))))).option(
    '--output-yaml <file>',
    'where to write (default: bundle/databricks.yml beside the table list)',
  );
  act(yaml, ['bundle']);
}

function withPlace(command: Command): Command {
  return command
    .option('--connection-name <name>', 'the Unity Catalog connection, which holds the credentials')
    .option('--catalog <name>', 'the catalog that tables are written to')
    .option('--schema <name>', 'the schema that tables are written to')
    .option(
      '--common-table-config-json <json>',
      'what the connector is told about every table, as a JSON object',
      jsonObject,
    )
    .option('--managed [groups]', 'make managed pipelines: of all groups, or of these', collectGroups)
    .option('--check', 'write nothing; exit code 1 when files would change')
    .option('--force', 'also overwrite files that a person wrote or edited');
}

function withIngest(command: Command): Command {
  return command.addOption(
    new Option('--form <form>', 'how ingest files register their source (default: today)').choices([
      'today',
      'older',
    ]),
  );
}

function withBundle(command: Command): Command {
  return command
    .option(
      '--code <path>',
      "where the connector's code is: a folder here, one of the workspace, or wheels (repeatable)",
      collectList,
    )
    .option(
      '--ingest-files-path <folder>',
      'a folder of the workspace that you put ingest files into by hand',
    )
    .option('--emit-jobs', 'a job with its schedule for each pipeline')
    .addOption(
      new Option('--pause-status <status>', 'of these jobs (default: UNPAUSED)').choices([
        'PAUSED',
        'UNPAUSED',
      ]),
    )
    .option('--timezone <zone>', 'of their schedules (default: UTC)')
    .option(
      '--num-workers <n>',
      'workers of each pipeline, on a classic cluster; plan: what its load asks for (default: serverless)',
      (text) => (text === 'plan' ? text : wholeNumber(0)(text)),
    )
    .option('--bundle-name <name>', 'the name of the bundle (default: <connector>_connector)');
}

function act(command: Command, parts: readonly GeneratePart[]): void {
  command.action(async (options: ConnectorsGenerateOptions) => {
    const { connectorsGenerate } = await import('./generate-action.ts');
    const upToDate = await connectorsGenerate(options, parts);
    if (!upToDate) throw new Exit(exitCode.failed);
  });
}

function collectGroups(text: string, before?: true | readonly string[]): string[] {
  return collectList(text, before === true ? [] : before);
}

function jsonObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  if (isRecord(value)) return value;
  throw new InvalidArgumentError('Expected a JSON object, such as {"scd_type": "SCD_TYPE_2"}.');
}
