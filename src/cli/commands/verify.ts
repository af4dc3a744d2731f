import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions, durationMs } from '../options.ts';
import { addConnections, addLoaderOptions, type LoaderFlags } from './sync.ts';

export interface VerifyCommandOptions extends CommonOptions, LoaderFlags {
  readonly from?: string;
  readonly to?: string;
  readonly table?: string;
  readonly key?: string;
  readonly updatedAt?: string;
  readonly versionColumn?: string;
  readonly repair?: boolean;
  readonly maxDeletes: string;
  readonly settle: number;
  readonly deadLetters?: string;
  readonly dryRun?: boolean;
}

export function registerVerify(program: Command): void {
  const command = addCommand(program, 'verify', 'Compare a Postgres table with its search index.', [
    ['headrace verify', 'as config.yml says; exit code 1 when they differ'],
    ['headrace verify --from $DATABASE_URL --to http://localhost:9200', 'without any project'],
    ['headrace verify --repair --dry-run', 'what a repair would write and delete'],
    ['headrace verify --repair --max-deletes 100', 'make the index equal to the table'],
    ['headrace verify --json', 'every key that differs, for machines'],
  ]);
  addSyncOptions(command)
    .option('--repair', 'write what is missing or different, delete what the table does not have')
    .option('--max-deletes <n>', 'refuse to delete more: a share such as 10%, or a number', '10%')
    .addOption(
      new Option('--settle <time>', 'how long a difference must last to count')
        .argParser(durationMs)
        .default(2000, '2s'),
    );
  addLoaderOptions(command).action(async (index: string | undefined, options: VerifyCommandOptions) => {
    const { verify } = await import('./verify-action.ts');
    await verify(index, options);
  });
}

/** What says which table belongs to which index, and how: the same as for a sync. */
export function addSyncOptions(command: Command): Command {
  return addConnections(command)
    .argument('[index]', 'name under search.indexes, when there are several')
    .option('--table <name>', 'table to read (integrated_records)')
    .option('--key <column>', 'column that identifies a record (hk)')
    .option('--updated-at <column>', 'column that says when a row changed')
    .option('--version-column <column>', 'column whose highest value wins (the start of the sync)');
}
