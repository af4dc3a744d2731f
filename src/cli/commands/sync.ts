import { type Command, Option } from 'commander';
import { flagOf, type VariableName, variables } from '../../loading/index.ts';
import { addCommand, type CommonOptions, pauseMs } from '../options.ts';

export interface SyncCommandOptions extends CommonOptions, LoaderFlags {
  readonly from?: string;
  readonly to?: string;
  readonly table?: string;
  readonly key?: string;
  readonly updatedAt?: string;
  readonly versionColumn?: string;
  readonly read: 'auto' | 'pages' | 'copy';
  readonly full?: boolean;
  readonly restart?: boolean;
  readonly follow?: number;
  readonly deletes?: boolean;
  readonly maxDeletes: string;
  readonly deadLetters?: string;
  readonly dryRun?: boolean;
}

/** Values of the loader's variables by their names as options. */
export type LoaderFlags = Readonly<Record<string, unknown>>;

export function registerSync(program: Command): void {
  const command = addCommand(program, 'sync', 'Stream a Postgres table into a search index.', [
    ['headrace sync', 'as config.yml says'],
    [
      'headrace sync --from $DATABASE_URL --to http://localhost:9200',
      'integrated_records, without any project',
    ],
    ['headrace sync customers --full', 'one index, every row again'],
    ['headrace sync --follow 2s', 'keep it in sync until Ctrl-C'],
    ['headrace sync --deletes --max-deletes 5%', 'also remove what the table no longer has'],
  ]).alias('sync-es');
  addConnections(command)
    .argument('[index]', 'name under search.indexes, when there are several')
    .option('--table <name>', 'table to read (integrated_records)')
    .option('--key <column>', 'column that identifies a record (hk)')
    .option('--updated-at <column>', 'column that says when a row changed: later syncs read only what is new')
    .option('--version-column <column>', 'column whose highest value wins (the start of the sync)')
    .addOption(
      new Option('--read <how>', 'pages by key, parallel copy over ranges of it, or what fits')
        .choices(['auto', 'pages', 'copy'])
        .default('auto'),
    )
    .option('--full', 'read every row, also where only changes would do')
    .option('--restart', 'forget how far an interrupted sync came')
    .option('--follow <every>', 'keep polling, e.g. 2s', pauseMs)
    .option('--deletes', 'delete documents whose rows are gone')
    .option('--max-deletes <n>', 'refuse to delete more: a share such as 10%, or a number', '10%');
  addLoaderOptions(command).action(async (index: string | undefined, options: SyncCommandOptions) => {
    const { sync } = await import('./sync-action.ts');
    await sync(index, options);
  });
}

/** Where from and where to. */
export function addConnections(command: Command): Command {
  return command
    .option('--from <source>', 'postgres://… or a connection of the project')
    .option('--to <target>', 'http://host:9200 or a connection of the project');
}

/** What every loader can be told. */
export function addLoaderOptions(command: Command): Command {
  command
    .option('--dead-letters <path>', 'folder for records that are refused (.headrace/dead-letters)')
    .option('--dry-run', 'only say what would be done');
  for (const { name, description } of variables) {
    command.addOption(new Option(`--${flagOf(name)} <value>`, `${description} (${name})`));
  }
  return command;
}

/** The variables that were given as flags. */
export function givenVariables(options: LoaderFlags): Partial<Record<VariableName, string>> {
  const given: Partial<Record<VariableName, string>> = {};
  for (const { name } of variables) {
    const option = flagOf(name).replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
    const value = options[option];
    if (typeof value === 'string') given[name] = value;
  }
  return given;
}
