import { delimiter, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type ConnectorPaths,
  type ConnectorSettings,
  chooseTarget,
  connect,
  connectorPaths,
  createConnection,
  findConnector,
  locateConnector,
  operateProblems,
  prepareConnection,
  readConnectorSettings,
  readOptions,
  readSpecNeeds,
  tableOptionsOf,
} from '../../../connectors/index.ts';
import { HeadraceError, hasErrors, type Problem, systemClock, usageError } from '../../../kernel/index.ts';
import { listenForInterrupts, unlessInterrupted } from '../../interrupts.ts';
import { styleFor } from '../../report/style.ts';
import type { ConnectorsCreateConnectionOptions } from './create-connection.ts';
import { tellWarnings } from './open-connector.ts';

type Options = ConnectorsCreateConnectionOptions;

export async function connectorsCreateConnection(options: Options): Promise<void> {
  const paths =
    options.source === undefined
      ? findConnector({ root: options.project })
      : connectorPaths(join(options.project, 'connectors'), options.source);
  const { settings } = readConnectorSettings(paths.settings);
  const source = options.source ?? settings.connector_name ?? paths.name;
  const name = options.name ?? settings.connection_name;
  if (name === undefined)
    throw usageError([operateProblems.unsaidSource({ what: 'what the connection is called' })]);
  const { options: said } = options;
  const given =
    said === undefined
      ? textsOf(settings.options)
      : await readOptions(said, { cwd: process.cwd(), stdin: () => text(process.stdin) });
  const prepared = prepareConnection(
    {
      ...{ name, source, type: options.connectionType, options: given, comment: options.comment },
      visible: said !== undefined && !/^(?:@|-$)/.test(said),
      secrets: options.secret ?? {},
      tableOptions: await tableOptionsOf(paths, source),
      spec: await specOf(options, paths, settings, source),
    },
    process.env,
  );
  if (hasErrors(prepared.problems)) throw usageError(prepared.problems);
  const warnings = [...prepared.problems];
  const interrupts = listenForInterrupts(false);
  try {
    const target = chooseTarget(settings, options.target);
    const { update = false, dryRun = false, profile } = options;
    const onWarning = (problem: Problem): void => void warnings.push(problem);
    const workspace = connect({ env: process.env, target, profile, clock: systemClock, onWarning });
    const { request: connection, shown } = prepared;
    const { signal } = interrupts;
    const outcome = await createConnection({ workspace, connection, update, dryRun, signal });
    tellWarnings(warnings, options);
    const type = connection.connection_type;
    if (options.json) {
      const answer = { name, source, connection_type: type, host: workspace.host, options: shown };
      const done = { outcome, dry_run: dryRun, secrets: connection.secrets ?? {}, problems: warnings };
      process.stdout.write(`${JSON.stringify({ ...answer, ...done })}\n`);
    } else if (!options.quiet) {
      const style = styleFor(process.stdout);
      const what = `${style.bold(name)} (${type}, source ${source}) in ${workspace.host}`;
      const lines = [
        `${dryRun && outcome !== 'exists' ? `would be ${outcome}` : words[outcome]}: ${what}`,
        ...[...Object.entries(shown), ...Object.entries(connection.secrets ?? {})].map(
          ([option, value]) => `  ${style.dim(option.padEnd(26))}${value}`,
        ),
      ];
      const kept = 'Its options are as they were; --update replaces them by those given here.';
      process.stdout.write(`${outcome === 'exists' ? `${lines[0]}\n${kept}` : lines.join('\n')}\n`);
    }
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    interrupts.dispose();
  }
}

const words = { created: 'created', updated: 'updated', exists: 'exists already' } as const;

function textsOf(options: ConnectorSettings['options'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([option, value]) => [option, String(value)]));
}

/** What the connector's own specification asks for; nothing where its code is not at hand. */
async function specOf(
  { connector, connectorsDir, project }: Options,
  paths: ConnectorPaths,
  settings: ConnectorSettings,
  source: string,
) {
  const here = dirname(paths.settings);
  const homes = [
    ...(connectorsDir ?? []),
    ...(process.env.HEADRACE_CONNECTORS_DIR?.split(delimiter) ?? []),
    ...(settings.connectors_dir === undefined ? [] : [resolve(here, settings.connectors_dir)]),
    project,
  ].filter(Boolean);
  const wanted = settings.connector;
  const written = wanted !== undefined && /[\\/]/.test(wanted) ? resolve(here, wanted) : wanted;
  try {
    const path = locateConnector({ connector: connector ?? written ?? source, homes, cwd: process.cwd() });
    return await readSpecNeeds(path);
  } catch (error) {
    // Only what was asked for must be there.
    if (connector !== undefined || !(error instanceof HeadraceError)) throw error;
    return undefined;
  }
}
