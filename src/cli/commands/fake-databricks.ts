import { type Command, InvalidArgumentError } from 'commander';
import { addCommand, type CommonOptions, durationMs, wholeNumber } from '../options.ts';

export interface FakeDatabricksOptions extends CommonOptions {
  readonly port?: number;
  readonly token?: readonly string[];
  readonly client?: readonly Client[];
  readonly latency?: number;
  readonly runTime?: number;
  readonly throttle?: number;
  readonly state?: string;
}

interface Client {
  readonly id: string;
  readonly secret: string;
}

export function registerFakeDatabricks(program: Command): void {
  addCommand(
    program,
    'fake-databricks',
    'Serve a fake Databricks workspace on this machine, for tests; it runs nothing.',
    [
      ['headrace fake-databricks', 'an empty workspace; prints what to export'],
      ['headrace fake-databricks --port 8080 --token abc', 'a fixed address and token'],
      ['headrace fake-databricks --state workspace.json', 'with jobs, pipelines, tables and answers'],
      ['headrace fake-databricks --latency 100ms --throttle 0.05', 'slow, and refusing a twentieth'],
    ],
  )
    .option('--port <port>', 'port on 127.0.0.1 (any that is free)', wholeNumber(0))
    .option('--token <token>', 'personal access token of an admin (repeatable)', collect)
    .option('--client <id:secret>', 'service principal for OAuth (repeatable)', collectClient)
    .option('--latency <duration>', 'how long each answer takes at least, e.g. 100ms', durationMs)
    .option('--run-time <duration>', 'how long a job run or an update takes (2s)', durationMs)
    .option('--throttle <share>', 'share of requests that are answered 429, e.g. 0.05', share)
    .option('--state <file>', 'JSON file of what is in the workspace')
    .addHelpText(
      'after',
      `
A state has any of: users, service_principals, jobs, pipelines, warehouses, tables, statements, secrets, files.
  {"jobs": [{"settings": {"name": "loader", "max_concurrent_runs": 10}}],
   "pipelines": [{"spec": {"name": "shop", "catalog": "main", "schema": "dev"}, "tables": ["orders"]}],
   "statements": [{"statement": "SELECT 1 AS n", "columns": [{"name": "n", "type": "INT"}], "rows": [[1]]}]}`,
    )
    .action(async (options: FakeDatabricksOptions) => {
      const { fakeDatabricks } = await import('./fake-databricks-action.ts');
      await fakeDatabricks(options);
    });
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function collectClient(text: string, before: readonly Client[] = []): Client[] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw new InvalidArgumentError('Expected id:secret.');
  return [...before, { id: text.slice(0, colon), secret: text.slice(colon + 1) }];
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.');
  return value;
}
