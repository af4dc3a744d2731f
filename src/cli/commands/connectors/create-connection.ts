import type { Command } from 'commander';
import { addCommand, type CommonOptions, collectList, collectPairs } from '../../options.ts';

export interface ConnectorsCreateConnectionOptions extends CommonOptions {
  readonly source?: string;
  readonly name?: string;
  readonly options?: string;
  readonly secret?: Readonly<Record<string, string>>;
  readonly connectionType: string;
  readonly comment?: string;
  readonly connector?: string;
  readonly connectorsDir?: readonly string[];
  readonly profile?: string;
  readonly update?: boolean;
  readonly dryRun?: boolean;
}

export function registerConnectorsCreateConnection(group: Command): void {
  addCommand(group, 'create-connection', 'Make the Unity Catalog connection that holds the credentials.', [
    [
      `headrace connectors create-connection osipi osipi_connection --options '{"access_token": "\${env:PI_TOKEN}"}'`,
      'a secret by reference',
    ],
    [
      'headrace connectors create-connection osipi osipi_connection --options @osipi.json',
      'options of a file',
    ],
    ['headrace connectors create-connection --dry-run', 'of connector.yml; only say what would be done'],
  ])
    .alias('create_connection')
    .argument('[source]', 'the connector (default: the only one in connectors/)')
    .argument('[name]', 'the name of the connection (default: connection_name of connector.yml)')
    .option('--source <name>', 'the same as the argument')
    .option('--name <name>', 'the same as the argument')
    .option(
      '-o, --options <json|@file|->',
      `what the source needs, secrets as \${env:NAME} or \${secret:scope/key} (default: options of connector.yml)`,
    )
    .option(
      '--secret <option=catalog.schema.secret>',
      'an option that is a secret of Unity Catalog (repeatable)',
      collectPairs,
    )
    .option('--connection-type <type>', 'COMMUNITY, or its older name GENERIC_LAKEFLOW_CONNECT', 'COMMUNITY')
    .option('--comment <text>', 'what it is for')
    .option('--connector <path|name>', 'where its code is: connector_spec.yaml tells what tables may be told')
    .option('--connectors-dir <folders>', 'where connectors are looked up (repeatable)', collectList)
    .option('--profile <name>', 'the profile of .databrickscfg to reach the workspace by')
    .option('--update', 'replace the options of a connection that is there')
    .option('--dry-run', 'change nothing, and show what would be done')
    .addHelpText(
      'after',
      `
What tables are configured with in connector.yml and the list is let through to the connector
(externalOptionsAllowList). Values of options are never printed.`,
    )
    .action(
      async (
        source: string | undefined,
        name: string | undefined,
        options: ConnectorsCreateConnectionOptions,
      ) => {
        const { connectorsCreateConnection } = await import('./create-connection-action.ts');
        await connectorsCreateConnection({ ...options, ...(source && { source }), ...(name && { name }) });
      },
    );
}
