import { join, resolve } from 'node:path';
import { exitCode, HeadraceError, isRecord } from '../kernel/index.ts';
import { buildBundle, buildGrants } from './build-bundle.ts';
import { buildCi } from './build-ci.ts';
import { buildIndexes } from './build-index.ts';
import { buildConnections, buildLoads, buildSearch } from './build-loading.ts';
import { buildNotify } from './build-notify.ts';
import { completeTable, draftTable } from './build-table.ts';
import { type CheckedConfig, checkConfig, tidied } from './check-config.ts';
import { checkTable, withGoodNames, writtenLayers } from './check-tables.ts';
import { discover, type TransformationFiles } from './discover.ts';
import { reportPathSecrets } from './literal-secrets.ts';
import { loadTransformation } from './load-transformation.ts';
import { readFailure } from './paths.ts';
import { ProblemList } from './problem-list.ts';
import {
  emptyConfig,
  noConfig,
  noTables,
  noTransformationsFolder,
  unreadableFile,
  wrongValue,
} from './problems.ts';
import { readText } from './read-text.ts';
import { readYaml, type YamlFile, type YamlPath } from './read-yaml.ts';
import { References } from './references.ts';
import { reportStrayFiles, type WrittenLayers } from './stray-files.ts';
import { buildTarget, chooseTarget, outlineTargets } from './target.ts';
import type { Project, Table, Transformation } from './types.ts';
import { refreshUserModules } from './user-modules.ts';

const configFiles = ['config.yml', 'config.yaml'];

export interface LoadOptions {
  /** The folder of the project. */
  readonly root: string;
  /** The target to use instead of the default one. */
  readonly target?: string;
  /** Variables that win over those of the configuration. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Where `${env:X}` is looked up; the process's own environment unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Leave the SQL and the code of tables unread: who only copies finished tables needs the configuration and
   * nothing else, and is not to fail for what a module of theirs imports.
   */
  readonly configurationOnly?: boolean;
}

/**
 * Reads a project folder. Mistakes in it are collected in `problems`, all in one go, and what they
 * concern is left out as far as needed; only a configuration that is not there or cannot be
 * understood at all is thrown, as a HeadraceError.
 */
export async function loadProject(options: LoadOptions): Promise<Project> {
  const root = resolve(options.root);
  const problems = new ProblemList();
  const { name: configFile, text: configText } = readConfigFile(root);
  const file = readYaml(configFile, configText, problems);
  const written = tidied(rootMapping(file));

  const { name: targetName, names: targetNames } = chooseTarget(
    written.targets,
    // Empty means not given: an unset variable of a script, `HEADRACE_TARGET=`.
    options.target?.trim() || undefined,
    file,
    problems,
  );
  const varsWritten = writtenVars(written, targetName);
  const references = new References({
    file,
    problems,
    env: options.env ?? process.env,
    target: targetName,
    written: varsWritten,
    given: new Map(Object.entries(options.vars ?? {})),
  });
  const config = checkConfig(written, references, file, problems);
  reportPathSecrets(written, varsWritten, file, problems);
  const vars = Object.freeze(Object.fromEntries(references.vars()));
  const layers = writtenLayers(written.tables);
  if (layers.size === 0 && isEmptyList(written.tables) && !servesWithoutTables(written)) {
    problems.add(noTables, { file: configFile }, file.keyAt(['tables']) ?? file.at([]));
  }

  const { configurationOnly = false } = options;
  const files = configurationOnly ? undefined : discoverFiles(root, config.transformations, file, problems);
  const tables = await loadTables({ root, config, file, files, layers, vars, problems });
  if (layers.size > 0 && files) reportStrayFiles(files, layers, problems);
  const connections = buildConnections(config.connections, file);
  const context = { tables, written: layers, connections, file, problems };
  const indexes = buildIndexes(config.search?.indexes ?? {}, context);

  return Object.freeze({
    root,
    configFile,
    configText,
    tables,
    target: buildTarget(targetName, config.targets?.[targetName], file),
    targetNames,
    targets: outlineTargets(config.targets),
    vars,
    selection: { match: config.selection?.match ?? 'all' },
    storage: {
      memoryLimit: config.storage?.memory_limit,
      threads: config.storage?.threads === undefined ? undefined : Number(config.storage.threads),
    },
    indexes,
    search: buildSearch(config.search, context),
    connections,
    loads: buildLoads(config.loads, context),
    bundle: buildBundle(config.bundle, config.targets?.[targetName]?.bundle, { root, file, targetName }),
    grants: buildGrants(config.grants, file),
    notify: buildNotify(config.notify),
    ci: buildCi(config.ci, { written, targets: config.targets, file, problems }),
    problems: problems.sorted(configFile),
  });
}

function readConfigFile(root: string): { name: string; text: string } {
  for (const name of configFiles) {
    try {
      return { name, text: readText(join(root, name)) };
    } catch (error) {
      if (isRecord(error) && error.code === 'ENOENT') continue;
      const problem = unreadableFile({ file: name, reason: readFailure(error) });
      throw new HeadraceError(problem, { exitCode: exitCode.usage, cause: error });
    }
  }
  throw new HeadraceError(noConfig({ root }), { exitCode: exitCode.usage });
}

function rootMapping(file: YamlFile): Readonly<Record<string, unknown>> {
  const { value } = file;
  if (isRecord(value)) return value;
  const name = file.source.file;
  const problem =
    value === null || value === undefined
      ? emptyConfig({ file: name }, { place: { file: name, line: 1, col: 1 } })
      : wrongValue(
          {
            name,
            expected: 'a mapping with the key "tables"',
            found: Array.isArray(value) ? 'a list' : 'plain text',
          },
          file.at([]),
        );
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

/** Variables as written, those of the target over those of the configuration. */
function writtenVars(
  written: Readonly<Record<string, unknown>>,
  target: string,
): ReadonlyMap<string, { value: unknown; path: YamlPath }> {
  const found = new Map<string, { value: unknown; path: YamlPath }>();
  const add = (vars: unknown, path: YamlPath): void => {
    for (const [name, value] of Object.entries(isRecord(vars) ? vars : {})) {
      if (typeof value !== 'object') found.set(name, { value, path: [...path, name] });
    }
  };
  add(written.vars, ['vars']);
  const targets = isRecord(written.targets) ? written.targets : {};
  const inUse = targets[target];
  if (isRecord(inUse)) add(inUse.vars, ['targets', target, 'vars']);
  return found;
}

/** A project may also do nothing but sync and load into indexes, or run workflows that tell people. */
function servesWithoutTables({ loads, search, notify }: Readonly<Record<string, unknown>>): boolean {
  return [loads, search, notify].some((part) => part !== undefined);
}

function isEmptyList(tables: unknown): boolean {
  return tables === undefined || (Array.isArray(tables) && tables.length === 0);
}

function discoverFiles(
  root: string,
  configured: string | undefined,
  file: YamlFile,
  problems: ProblemList,
): TransformationFiles {
  const files = discover(root, configured);
  if (configured !== undefined && files.folders.length === 0) {
    problems.add(noTransformationsFolder, { folder: configured }, file.at(['transformations']));
  }
  return files;
}

async function loadTables(context: {
  readonly root: string;
  readonly config: CheckedConfig;
  readonly file: YamlFile;
  /** Absent: they are not to be read. */
  readonly files: TransformationFiles | undefined;
  readonly layers: WrittenLayers;
  readonly vars: Readonly<Record<string, string>>;
  readonly problems: ProblemList;
}): Promise<ReadonlyMap<string, Table>> {
  const { config, file, files, layers, problems } = context;
  refreshUserModules();
  const tables = new Map<string, Table>();
  for (const written of withGoodNames(config.tables, file, problems)) {
    const draft = draftTable(written, file);
    checkTable(draft, written, layers, file, problems);
    const owner = {
      name: draft.name,
      layer: draft.layer,
      hasSource: draft.source !== undefined,
      at: draft.at,
    };
    const transformation: Transformation | undefined = files
      ? await loadTransformation(owner, { ...context, files, written: layers })
      : { language: 'none', sql: 'select * from source' };
    if (transformation) tables.set(draft.name, completeTable(draft, transformation));
  }
  return tables;
}
