import { isAbsolute, resolve } from 'node:path';
import {
  contentHash,
  exitCode,
  HeadraceError,
  type Location,
  type Problem,
  resolveLate,
} from '../../kernel/index.ts';
import type { LoadConfig, MapConfig } from '../../project/index.ts';
import type { ElasticsearchSettings } from '../../search/elasticsearch/index.ts';
import { type ChosenIndex, chooseDestination, chooseIndex, knownDataSources } from './destination.ts';
import {
  type LoadParameter,
  loadReferenceNotSet,
  loadTwice,
  missingParameters,
  oneLoadOnly,
  unknownDataSource,
} from './problems.ts';
import type { LoadKey, LoadsRequest } from './request.ts';
import { type WrittenLoad, writtenLoads } from './written-loads.ts';

/** One load, with everything it needs known. */
export interface LoadPlan {
  /** What messages call it: its name, or that of its data source, with a number where that is not enough. */
  readonly label: string;
  /** Under `loads:`. */
  readonly name: string | undefined;
  readonly sourceTable: string;
  readonly dataSource: string;
  readonly batchId: string | undefined;
  /** The column that identifies a record. */
  readonly id: string;
  readonly version: string | undefined;
  readonly map: MapConfig | undefined;
  readonly index: ChosenIndex;
  /** Undefined: the embedded index of the project. */
  readonly cluster: ElasticsearchSettings | undefined;
  /** The source table, the same wherever it was written from. */
  readonly source: string;
  /** Changes whenever the same row would make another document. */
  readonly mapping: string;
  /** Where it was written, if it was. */
  readonly at: Location | undefined;
}

export interface LoadPlans {
  /** Whether a list of loads was asked for, be it of one. */
  readonly several: boolean;
  readonly plans: readonly LoadPlan[];
}

/** Environment variables of the original job. */
const environment: Readonly<Partial<Record<LoadKey, string>>> = {
  source_table: 'SOURCE_TABLE',
  data_source: 'DATA_SOURCE',
  es_nodes: 'ES_NODES',
  batch_id: 'BATCH_ID',
};

/** What is of one load only: a list whose loads all read the same would be a mistake. */
const ofOneLoad: readonly LoadKey[] = ['source_table', 'data_source'];

type PlanRequest = Pick<LoadsRequest, 'root' | 'project' | 'env' | 'names' | 'all' | 'jobs' | 'given'>;

/**
 * Says of every load that is asked for what it needs. A flag is stronger than the file of loads, that is
 * stronger than the environment, and that than the configuration.
 *
 * @throws HeadraceError (exit code 2) with everything that is missing or makes no sense, of all loads.
 */
export function planLoads(request: PlanRequest): LoadPlans {
  const { names, all, jobs, given } = request;
  const problems: Problem[] = [];
  const written = writtenLoads(request, problems);
  const several = all || jobs !== undefined || names.length > 1;
  const flags = several ? ofOneLoad.filter((key) => given[key] !== undefined) : [];
  problems.push(...flags.map((key) => oneLoadOnly({ flag: `--${key.replace('_', '-')}` })));
  const labels = new Set<string>();
  const plans = written.flatMap((load) =>
    planLoad(load, several, request, problems).map((plan) => {
      // Two loads of one data source are told apart by their places in the list.
      const label = labels.has(plan.label) ? `${plan.label} #${load.number}` : plan.label;
      labels.add(label);
      return { ...plan, label };
    }),
  );
  problems.push(...sameLoads(plans));
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return { several, plans };
}

/** @returns none where a problem was found. */
function planLoad(
  { name, config, job, at }: WrittenLoad,
  several: boolean,
  request: PlanRequest,
  problems: Problem[],
): LoadPlan[] {
  const { root, project, env, given } = request;
  const before = problems.length;
  const values = configured(config);
  const value = (key: LoadKey): string | undefined => {
    const ofList = several && ofOneLoad.includes(key);
    const variable = environment[key];
    const said = [
      ofList ? undefined : given[key],
      job[key],
      ofList || variable === undefined ? undefined : env[variable],
    ].find((text) => text?.trim());
    if (said !== undefined) return said.trim();
    const late = values[key] === undefined ? undefined : resolveLate(values[key], env);
    if (late === undefined || 'value' in late) return late?.value;
    problems.push(loadReferenceNotSet({ load: name ?? '', references: late.missing }, at));
    return undefined;
  };
  const [sourceTable, dataSource] = [value('source_table'), value('data_source')];
  const [esNodes, batchId, id, version] = [
    value('es_nodes'),
    value('batch_id'),
    value('id'),
    value('version'),
  ];
  // A reference that is not set was told; what it stands for is not missing besides.
  if (problems.length > before) return [];
  const destination = chooseDestination(esNodes ?? config?.connection, project, env);
  if (destination.kind === 'wrong') problems.push(...destination.problems);
  const missing: LoadParameter[] = [];
  if (sourceTable === undefined) missing.push('source_table');
  if (dataSource === undefined) missing.push('data_source');
  if (destination.kind === 'missing') missing.push('es_nodes');
  if (missing.length > 0) {
    const names = [...(project?.loads.keys() ?? [])];
    problems.push(missingParameters({ load: name, missing, names, inList: several }, at));
  }
  const index = dataSource === undefined ? undefined : chooseIndex(dataSource, project);
  if (dataSource !== undefined && index === undefined) {
    problems.push(unknownDataSource({ dataSource, names: knownDataSources(project) }, at));
  }
  if (problems.length > before || sourceTable === undefined || dataSource === undefined || !index) return [];
  const key = id ?? index.config?.id ?? 'id';
  return [
    {
      label: name ?? dataSource,
      ...{ name, sourceTable, dataSource, batchId, version, index, at },
      id: key,
      map: config?.map,
      cluster: destination.kind === 'cluster' ? destination.cluster : undefined,
      source: sourceIdentity(sourceTable, root),
      mapping: contentHash([key, version ?? null, config?.map ?? null]),
    },
  ];
}

function configured(config: LoadConfig | undefined): Readonly<Partial<Record<LoadKey, string | undefined>>> {
  if (config === undefined) return {};
  const { sourceTable, dataSource, esNodes, batchId, id, version } = config;
  return {
    source_table: sourceTable,
    data_source: dataSource,
    es_nodes: esNodes,
    batch_id: batchId,
    id,
    version,
  };
}

/**
 * Paths are the same from wherever they were written; the rest is taken at its word. Nothing is looked for:
 * that a batch was loaded is known after its table has been cleared away, too.
 */
function sourceIdentity(sourceTable: string, root: string): string {
  if (/^([\w-]+|`[^`]+`)$/.test(sourceTable)) return `table ${sourceTable.replaceAll('`', '').toLowerCase()}`;
  const ofWorkspace = /^([\w-]+|`[^`]+`)(\.([\w-]+|`[^`]+`)){2}$/.test(sourceTable);
  if (ofWorkspace && !/\.(parquet|parq|pq)$/i.test(sourceTable)) {
    return `workspace ${sourceTable.replaceAll('`', '').toLowerCase()}`;
  }
  if (/^[a-z][a-z0-9+.-]*:\/+/i.test(sourceTable)) return sourceTable.replace(/\/+$/, '');
  return isAbsolute(sourceTable) ? resolve(sourceTable) : resolve(root, sourceTable);
}

/** Loads that would keep the same state: they would wait for each other, and the second would find it done. */
function sameLoads(plans: readonly LoadPlan[]): Problem[] {
  const known = new Map<string, string>();
  return plans.flatMap(({ label, cluster = null, index, batchId, dataSource, source, mapping, at }) => {
    const batch = batchId !== undefined;
    const what = batch ? [batchId, dataSource] : [source, mapping];
    const key = contentHash([cluster, index.name, batch, what]);
    const first = known.get(key);
    if (first !== undefined) return [loadTwice({ first, second: label, batch }, at)];
    known.set(key, label);
    return [];
  });
}
