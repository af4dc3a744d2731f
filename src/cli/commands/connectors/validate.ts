import type { Command } from 'commander';
import { exitCode } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { addCommand, type CommonOptions } from '../../options.ts';
import { withConnector } from './options.ts';

export interface ConnectorsValidateOptions extends CommonOptions {
  readonly sourceName?: string;
  readonly connectorName?: string;
  readonly csv?: string;
  readonly inputCsv?: string;
  readonly config?: string;
  readonly bundle?: string;
}

export function registerConnectorsValidate(group: Command): void {
  const command = addCommand(
    group,
    'validate',
    'Check a generated bundle: compile its files and compare it with the list.',
    [
      ['headrace connectors validate', 'the connector in connectors/'],
      ['headrace connectors validate --source-name osipi', 'one of several'],
      ['headrace connectors validate --csv tables.csv --bundle bundle', 'files that lie elsewhere'],
    ],
  );
  withConnector(command)
    .option('--bundle <dir>', 'the folder of databricks.yml (default: bundle/ beside the table list)')
    .action(async (options: ConnectorsValidateOptions) => {
      const { connectorsValidate } = await import('./validate-action.ts');
      const sound = await connectorsValidate(options);
      if (!sound) throw new Exit(exitCode.usage);
    });
}
