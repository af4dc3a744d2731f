import type { Command } from 'commander';
import { exitCode } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import { addCommand, type CommonOptions } from '../options.ts';

export interface ValidateOptions extends CommonOptions {
  readonly fix?: boolean;
  readonly portable?: boolean;
}

export function registerValidate(program: Command): void {
  addCommand(
    program,
    'validate',
    'Check the configuration and every transformation, and say all that is wrong.',
    [
      ['headrace validate', 'check the project in this folder'],
      ['headrace validate --fix', 'also write depends_on where it differs from the SQL'],
      ['headrace validate --portable', 'also refuse SQL that DuckDB and Spark would read differently'],
      ['headrace validate --json', 'all problems as one JSON object'],
    ],
  )
    .option('--fix', 'write each depends_on that differs from what the SQL reads')
    .option('--portable', 'SQL that DuckDB and Spark would not read alike is an error')
    .action(async (options: ValidateOptions) => {
      const { validate } = await import('./validate-action.ts');
      const failed = await validate(options);
      if (failed) throw new Exit(exitCode.usage);
    });
}
