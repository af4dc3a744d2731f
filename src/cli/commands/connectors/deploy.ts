import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../../options.ts';
import { withConnector } from './options.ts';

/** How the command line says which connector is meant. */
export interface ConnectorOptions extends CommonOptions {
  readonly sourceName?: string;
  readonly connectorName?: string;
  readonly csv?: string;
  readonly inputCsv?: string;
  readonly config?: string;
}

export interface ConnectorsDeployOptions extends ConnectorOptions {
  readonly bundle?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function registerConnectorsDeploy(group: Command): void {
  const command = addCommand(
    group,
    'deploy',
    'Bring a generated bundle into the workspace, by the official CLI.',
    [
      ['headrace connectors deploy', 'check, validate strictly, deploy'],
      ['headrace connectors deploy --target prod --dry-run', 'show what would change there'],
      ['headrace connectors deploy --target prod --yes', 'also what the CLI would ask about'],
    ],
  );
  withConnector(command)
    .option('--bundle <dir>', 'the folder of databricks.yml (default: bundle/ beside the table list)')
    .option('-y, --yes', 'agree to what deletes something or makes it anew')
    .option('--dry-run', 'validate, and show what would be done')
    .addHelpText(
      'after',
      `
Needs the official CLI \`databricks\` (0.286.0 or newer) on the PATH, or where DATABRICKS_CLI says. It signs in by
its own rules: DATABRICKS_HOST, DATABRICKS_TOKEN, …, profiles of ~/.databrickscfg. Ingest files go along.`,
    )
    .action(async (options: ConnectorsDeployOptions) => {
      const { connectorsDeploy } = await import('./deploy-action.ts');
      await connectorsDeploy(options);
    });
}
