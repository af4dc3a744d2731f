import { type Command, Option } from 'commander';
import { addCommand, type CommonOptions, durationMs, wholeNumber } from '../options.ts';
import { addLoaderOptions, type LoaderFlags } from './sync.ts';
import { addSyncOptions } from './verify.ts';

export interface ReindexCommandOptions extends CommonOptions, LoaderFlags {
  readonly from?: string;
  readonly to?: string;
  readonly table?: string;
  readonly key?: string;
  readonly updatedAt?: string;
  readonly versionColumn?: string;
  readonly inPlace?: boolean;
  readonly force?: boolean;
  readonly sample: number;
  readonly acceptDeadLetters?: boolean;
  readonly deleteOld?: boolean;
  readonly yes?: boolean;
  readonly settle: number;
  readonly deadLetters?: string;
  readonly dryRun?: boolean;
}

export function registerReindex(program: Command): void {
  const command = addCommand(
    program,
    'reindex',
    'Build a search index anew beside the live one, and move its alias there.',
    [
      ['headrace reindex --dry-run', 'which changes of the mapping need it, and why'],
      ['headrace reindex', 'build, compare with the table, move the alias; the old index stays'],
      ['headrace reindex --in-place', 'only what the live index can take up, such as new fields'],
      ['headrace reindex customers --force', 'although nothing has changed'],
      ['headrace reindex --delete-old', 'delete indexes that were replaced, after asking'],
    ],
  );
  addSyncOptions(command)
    .option('--in-place', 'change the live index as far as it can be; build nothing')
    .option('--force', 'build it even where nothing has changed')
    .option('--sample <n>', 'documents to compare with their rows field by field', wholeNumber(0), 100)
    .option('--accept-dead-letters', 'move the alias even if the new index refuses some records')
    .option('--delete-old', 'delete replaced indexes in the end')
    .option('-y, --yes', 'delete without asking')
    .addOption(
      new Option('--settle <time>', 'how long a difference must last to count')
        .argParser(durationMs)
        .default(2000, '2s'),
    );
  addLoaderOptions(command).action(async (index: string | undefined, options: ReindexCommandOptions) => {
    const { reindex } = await import('./reindex-action.ts');
    await reindex(index, options);
  });
}
