import type { Problem } from '../../kernel/index.ts';
import { type Compiled, type CompiledTable, sqlLocation } from '../../plan/index.ts';
import { layers, type Project, type Table } from '../../project/index.ts';
import { checkJob } from './check-job.ts';
import { checkTarget } from './check-target.ts';
import { privilegeName } from './manifest.ts';
import { clashingVariables } from './path-variables.ts';
import * as problem from './problems.ts';
import type { Columns } from './read-files.ts';

/** Everything that keeps one target of a project from being deployed as it is. */
export function checkProject(
  compiled: Compiled,
  columns: ReadonlyMap<string, Columns>,
  isMissing: (file: string) => boolean,
): Problem[] {
  const { project } = compiled;
  return [
    ...checkTarget(project),
    ...checkJob(project),
    ...clashingVariables(project).map((names) => problem.clashingNames({ names }, project.bundle.at)),
    ...[...compiled.tables.values()].flatMap((table) => checkTable(table, columns)),
    ...checkGroups(project),
    ...checkGrants(project),
    ...checkLoader(project),
    ...checkFiles(project, isMissing),
  ];
}

const reachable = /^(?:\/Volumes\/|dbfs:|s3a?:\/\/|abfss?:\/\/|wasbs?:\/\/|gs:\/\/|\/mnt\/)/;

function checkTable(
  { table, sql, readsSource }: CompiledTable,
  columns: ReadonlyMap<string, Columns>,
): Problem[] {
  const found: Problem[] = [];
  const { name, source } = table;
  if (table.partitionBy.length > 0 && table.clusterBy.length > 0) {
    found.push(problem.partitionAndCluster({ table: name }, table.at));
  }
  // A Python module reads what it reads.
  if (sql === undefined) return found;
  const parameter = /\$\{[^}]*\}?/.exec(sql);
  if (parameter) found.push(parameterProblem(table, parameter));
  if (!readsSource || source === undefined) return found;
  if (source.type === 'undecided') return [...found, problem.undecided({ table: name }, source.at)];
  for (const path of source.paths.filter((path) => !reachable.test(path))) {
    found.push(problem.localPath({ table: name, path }, source.at));
  }
  for (const key of ['date_format', 'timestamp_format'] as const) {
    const value = source.options[key];
    if (value?.includes('%')) found.push(problem.formatNotForSpark({ table: name, key, value }, source.at));
  }
  if (source.format !== 'text' && !columns.has(name)) {
    found.push(problem.unknownColumns({ table: name }, source.at));
  }
  return found;
}

function parameterProblem(table: Table, { 0: written, index }: RegExpExecArray): Problem {
  return problem.parameterInSql({ table: table.name, written }, sqlLocation(table, index, written.length));
}

function checkGroups({ bundle, tables }: Project): Problem[] {
  const all = [...tables.values()];
  const tags = new Set(all.flatMap((table) => table.tags));
  return bundle.pipelines.flatMap((group) => {
    const kinds = [
      { names: group.tables, known: [...tables.keys()] },
      { names: group.layers, known: layers },
      { names: group.tags, known: [...tags] },
    ];
    const unknown = kinds.flatMap(({ names, known }) =>
      names.filter((name) => !known.some((one) => one === name)).map((name) => ({ name, known })),
    );
    const claims = kinds.some(({ names }) => names.length > 0);
    return unknown.length > 0 || !claims
      ? [problem.emptyGroup({ group: group.name, unknown }, group.at)]
      : [];
  });
}

const privileges = ['SELECT', 'MODIFY', 'REFRESH', 'APPLY_TAG', 'MANAGE', 'ALL_PRIVILEGES'];

function checkGrants({ grants, tables }: Project): Problem[] {
  const written = [
    ...Object.entries(grants.all).map(([name, given]) => ({
      where: 'grants',
      given: { [name]: given },
      at: grants.places[name],
    })),
    ...Object.entries(grants.byLayer).map(([layer, given]) => ({
      where: `grants.${layer}`,
      given,
      at: grants.places[layer],
    })),
    ...[...tables.values()].map((table) => ({
      where: `table "${table.name}"`,
      given: table.grants,
      at: table.at,
    })),
  ];
  const known = privileges.map((name) => name.replaceAll('_', ' '));
  const found = written.flatMap(({ where, given, at }) =>
    Object.values(given)
      .flat()
      .filter((privilege) => !privileges.includes(privilegeName(privilege)))
      .map((privilege) => problem.unknownPrivilege({ privilege, where, known }, at)),
  );
  const noLayers = Object.keys(grants.byLayer).filter((name) => !layers.some((layer) => layer === name));
  return [...found, ...noLayers.map((name) => problem.noLayer({ name }, grants.places[name]))];
}

/** A cluster without a type of node is refused, unless a policy gives it one. */
function checkLoader({ bundle: { loader, places, at } }: Project): Problem[] {
  const lacks = loader !== undefined && loader.nodeTypeId === undefined && loader.policyId === undefined;
  return lacks ? [problem.noNodeType({}, places.loader ?? at)] : [];
}

/** What is to be uploaded: a pattern that matches nothing is refused where bundles are checked strictly. */
function checkFiles({ bundle }: Project, isMissing: (file: string) => boolean): Problem[] {
  const { loader, files, places, at } = bundle;
  const lacks = loader !== undefined && loader.dockerImage === undefined && isMissing(loader.package);
  return [
    ...(lacks ? [problem.noPackage({ file: loader.package }, places.loader ?? at)] : []),
    ...files
      .filter((pattern) => isMissing(folderOf(pattern)))
      .map((pattern) => problem.noFiles({ pattern }, places.files ?? at)),
  ];
}

/** `lib/**` is looked for in `lib`, `lib/*.py` too; `*.txt` in the project's own folder. */
function folderOf(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[]/.test(part));
  return parts.slice(0, wild < 0 ? parts.length : wild).join('/') || '.';
}
