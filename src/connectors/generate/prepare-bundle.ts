import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FilePlan, planFiles, valueProblems } from '../../deploy/index.ts';
import { exitCode, HeadraceError, hasErrors, type Problem } from '../../kernel/index.ts';
import { readPlanLock } from '../plan/lock.ts';
import {
  type ConnectorPaths,
  type ConnectorSettings,
  findConnector,
  readConnectorSettings,
  withSettings,
} from '../settings/index.ts';
import { readTableList } from '../table-list/index.ts';
import { movedTables } from './check-list.ts';
import { connectorCode } from './connector-code.ts';
import { type ConnectorBundle, makeConnectorBundle, type Planned } from './make-connector-bundle.ts';
import { verifyIngest } from './verify-ingest.ts';

export interface PrepareRequest {
  /** The folder that holds `connectors/`. */
  readonly root: string;
  readonly name?: string | undefined;
  readonly list?: string | undefined;
  /** A connector.yml that is elsewhere. */
  readonly settingsFile?: string | undefined;
  /** What flags say; it wins over connector.yml. Paths in it are from the working directory. */
  readonly flags: ConnectorSettings;
  readonly parts: readonly ('ingest' | 'bundle')[];
  /** Where files are written (default: `bundle/` beside the list), and the name of the bundle's file. */
  readonly folder?: string | undefined;
  readonly bundleFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** What generating would write. */
export interface PreparedBundle extends ConnectorBundle {
  readonly source: string;
  readonly paths: ConnectorPaths;
  readonly folder: string;
  readonly settings: ConnectorSettings;
  readonly plan: FilePlan;
  /** Warnings only. */
  readonly problems: readonly Problem[];
}

/**
 * Reads list and settings, generates, has Python compile what was generated and reads it back, and compares with what
 * is there. Writes nothing.
 *
 * @throws HeadraceError (exit code 2) with everything that is wrong.
 */
export async function prepareBundle(request: PrepareRequest): Promise<PreparedBundle> {
  const { root, name, parts, flags, env } = request;
  const paths = findConnector({ root, name, list: request.list, settings: request.settingsFile });
  const file = readConnectorSettings(paths.settings);
  const source = name ?? file.settings.connector_name ?? paths.name;
  const list = await readTableList(paths.list, { source });
  const { tables, problems } = withSettings(list.tables, file, paths.list);
  const settings = { ...file.settings, ...flags };
  const planned = await planOfTables(paths.lock);
  const folder = request.folder ?? paths.bundle;
  const found = connectorCode({
    code: [settings.code ?? []].flat(),
    from: flags.code === undefined ? dirname(paths.settings) : '.',
    bundle: folder,
    form: settings.form ?? 'today',
    exists: existsSync,
  });
  const bundle = makeConnectorBundle({
    source,
    tables,
    settings,
    at: file.at,
    code: found.code,
    planned,
    parts,
    ...(request.bundleFile !== undefined && { bundleFile: request.bundleFile }),
  });
  const all = [
    ...list.problems,
    ...problems,
    ...(planned ? movedTables(tables, planned, paths.list) : []),
    ...found.problems,
    ...bundle.problems,
    ...valueProblems(bundle.files, new Map()),
  ];
  refuseErrors(all);
  const ingest = bundle.files.filter(({ path }) => bundle.specs.has(path));
  const texts = new Map(ingest.map(({ path, text }) => [path, text]));
  all.push(...(await verifyIngest({ files: texts, specs: bundle.specs, env })));
  refuseErrors(all);
  const plan = await planOf(folder, source, bundle, parts.includes('ingest'));
  return { ...bundle, source, paths, folder, settings, plan, problems: all };
}

/** What was planned; undefined where nothing was. */
async function planOfTables(lock: string): Promise<Planned | undefined> {
  const plan = await readPlanLock(lock);
  if (plan === undefined) return undefined;
  const workers = [...plan.groups].map(([group, { numWorkers }]) => [group, numWorkers] as const);
  return { lock, tables: plan.tables, workers: new Map(workers) };
}

function refuseErrors(problems: readonly Problem[]): void {
  if (hasErrors(problems)) throw new HeadraceError(problems, { exitCode: exitCode.usage });
}

/**
 * Ingest files of groups that are no more go; files of other connectors in the same folder stay, as their header
 * names another command.
 */
async function planOf(
  folder: string,
  source: string,
  { files }: ConnectorBundle,
  withIngest: boolean,
): Promise<FilePlan> {
  const name = /^[\w.-]+$/.test(source) ? ` --source-name ${source}` : '';
  const command = `connectors generate${name}`;
  const plan = await planFiles(folder, files, { command, folders: withIngest ? ['.'] : [], shallow: true });
  const kept = plan.files.filter(({ path, text }) => text !== undefined || /^ingest_\w+\.py$/.test(path));
  return { ...plan, files: kept };
}
