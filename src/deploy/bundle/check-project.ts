import type { Problem } from '../../kernel/index.ts';
import { type Compiled, type CompiledTable, sqlLocation } from '../../plan/index.ts';
import type { ComputeConfig, Project, Table } from '../../project/index.ts';
import { layers } from '../../project/index.ts';
import { classicKeys } from './compute.ts';
import { privilegeName } from './manifest.ts';
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
    ...[...compiled.tables.values()].flatMap((table) => checkTable(table, columns)),
    ...checkGroups(project),
    ...checkGrants(project),
    ...checkDefaultTag(project),
    ...checkLoader(project, isMissing),
  ];
}

function checkTarget({ target, bundle }: Project): Problem[] {
  const missing = (['catalog', 'schema'] as const).filter((key) => target[key] === undefined);
  const identities = [
    { where: 'run_as of the bundle', identity: bundle.runAs },
    { where: `run_as of target "${target.name}"`, identity: target.runAs },
    ...[...bundle.permissions, ...(target.permissions ?? [])].map((permission) => ({
      where: `A permission (${permission.level})`,
      identity: { ...permission, level: undefined },
    })),
  ];
  return [
    ...(missing.length > 0 ? [problem.noPlace({ target: target.name, missing }, target.at)] : []),
    ...identities.flatMap(({ where, identity }) => {
      const given = Object.values(identity ?? {}).filter((name) => name !== undefined).length;
      return identity === undefined || given === 1 ? [] : [problem.badIdentity({ where, given }, bundle.at)];
    }),
    ...checkCompute('bundle.compute', bundle.compute, bundle.at),
    ...bundle.pipelines.flatMap(({ name, compute, at }) =>
      compute === undefined ? [] : checkCompute(`bundle.pipelines.${name}.compute`, compute, at),
    ),
  ];
}

function checkCompute(where: string, compute: ComputeConfig, at: Project['bundle']['at']): Problem[] {
  const classic = classicKeys(compute);
  const found: Problem[] = [];
  if (compute.serverless === true && classic.length > 0) {
    const reason = 'serverless compute has none of them';
    found.push(problem.computeConflict({ where, keys: classic, reason }, at));
  }
  if (compute.num_workers !== undefined && compute.autoscale !== undefined) {
    const reason = 'a cluster has a number of workers or scales';
    found.push(problem.computeConflict({ where, keys: ['num_workers', 'autoscale'], reason }, at));
  }
  return found;
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
    const unknown = [
      ...group.tables.filter((name) => !tables.has(name)),
      ...group.layers.filter((name) => !layers.some((layer) => layer === name)),
      ...group.tags.filter((name) => !tags.has(name)),
    ];
    return unknown.length > 0 ? [problem.emptyGroup({ group: group.name, unknown }, group.at)] : [];
  });
}

const privileges = ['SELECT', 'MODIFY', 'REFRESH', 'APPLY_TAG', 'MANAGE', 'ALL_PRIVILEGES'];

function checkGrants({ grants, tables, configFile }: Project): Problem[] {
  const top = { place: { file: configFile, line: 1, col: 1 } };
  const written = [
    { where: 'grants', given: grants.all, at: undefined },
    ...Object.entries(grants.byLayer).map(([layer, given]) => ({
      where: `grants.${layer}`,
      given,
      at: undefined,
    })),
    ...[...tables.values()].map((table) => ({
      where: `table "${table.name}"`,
      given: table.grants,
      at: table.at,
    })),
  ];
  const known = privileges.map((name) => name.replaceAll('_', ' '));
  return written.flatMap(({ where, given, at }) =>
    Object.values(given)
      .flat()
      .filter((privilege) => !privileges.includes(privilegeName(privilege)))
      .map((privilege) => problem.unknownPrivilege({ privilege, where, known }, at ?? top)),
  );
}

/** Tags of the job's default that no table has: a run without parameters would fail. */
function checkDefaultTag({ bundle, tables }: Project): Problem[] {
  const known = new Set([...tables.values()].flatMap(({ tags }) => tags));
  return bundle.parameters.tags
    .split(/[[\],"]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !known.has(tag))
    .map((tag) => problem.noDefaultTag({ tag }, bundle.at));
}

function checkLoader({ bundle: { loader, at } }: Project, isMissing: (file: string) => boolean): Problem[] {
  if (loader === undefined || loader.dockerImage !== undefined || !isMissing(loader.package)) return [];
  return [problem.noPackage({ file: loader.package }, at)];
}
