import type { Command } from 'commander';
import { addCommand } from '../../options.ts';
import type { ConnectorOptions } from './deploy.ts';
import { withConnector } from './options.ts';

export interface ConnectorsDoctorOptions extends ConnectorOptions {
  readonly profile?: string;
}

export function registerConnectorsDoctor(group: Command): void {
  const command = addCommand(
    group,
    'doctor',
    'Look for what keeps a connector from running, with remedies.',
    [
      ['headrace connectors doctor', 'CLI, bundle, connection, catalog, code, pipelines, tables'],
      ['headrace connectors doctor --source-name osipi --target prod', 'of one connector, in one target'],
    ],
  );
  withConnector(command)
    .option('--profile <name>', 'the profile of .databrickscfg to reach the workspace by')
    .action(async (options: ConnectorsDoctorOptions) => {
      const { connectorsDoctor } = await import('./doctor-action.ts');
      await connectorsDoctor(options);
    });
}
