import type { Command } from 'commander';
import { registerConnectorsCreateConnection } from './create-connection.ts';
import { registerConnectorsDeploy } from './deploy.ts';
import { registerConnectorsDiscover } from './discover.ts';
import { registerConnectorsDoctor } from './doctor.ts';
import { registerConnectorsGenerate } from './generate.ts';
import { registerConnectorsPlan } from './plan.ts';
import { registerConnectorsRun } from './run.ts';
import { registerConnectorsValidate } from './validate.ts';

const registrations = [
  registerConnectorsDiscover,
  registerConnectorsPlan,
  registerConnectorsGenerate,
  registerConnectorsValidate,
  registerConnectorsCreateConnection,
  registerConnectorsDeploy,
  registerConnectorsRun,
  registerConnectorsDoctor,
] as const;

export function registerConnectors(program: Command): void {
  const group = program
    .command('connectors')
    .description('Plan, generate and deploy pipelines for the tables of a Lakeflow Community Connector.')
    .addHelpText(
      'after',
      `
Everything of a connector lies in one folder, connectors/<name>/: tables.csv, what is planned, the bundle.

Examples:
  headrace connectors discover --connector ./sources/osipi   list and classify its tables
  headrace connectors plan                                   share them out among pipelines
  headrace connectors generate                               write the bundle that is deployed`,
    );
  for (const register of registrations) register(group);
}
