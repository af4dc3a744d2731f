import type { Command } from 'commander';
import { addCommand, collectList } from '../../options.ts';
import type { ConnectorOptions } from './deploy.ts';
import { withConnector } from './options.ts';

export interface ConnectorsRunOptions extends ConnectorOptions {
  readonly groups?: readonly string[];
  readonly profile?: string;
}

export function registerConnectorsRun(group: Command): void {
  const command = addCommand(group, 'run', "Run all groups' pipelines in the workspace, side by side.", [
    ['headrace connectors run', 'all groups; follow them to their end'],
    ['headrace connectors run --groups metadata_snapshot,timeseries_append', 'some of them'],
    ['headrace connectors run --target prod --json', 'one event a line'],
  ]);
  withConnector(command)
    .option('--groups <names>', 'only these pipeline groups (repeatable)', collectList)
    .option('--profile <name>', 'the profile of .databrickscfg to reach the workspace by')
    .addHelpText(
      'after',
      `
What fails in one group leaves the others alone. Ctrl-C stops the updates that were started here; once more leaves at
once. The exit code is 1 when a group failed, 4 when groups are being updated already, 5 when the workspace is away.`,
    )
    .action(async (options: ConnectorsRunOptions) => {
      const { connectorsRun } = await import('./run-action.ts');
      await connectorsRun(options);
    });
}
