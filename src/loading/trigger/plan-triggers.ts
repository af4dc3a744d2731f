import { contentHash, exitCode, HeadraceError, type Problem, resolveLate } from '../../kernel/index.ts';
import type { LoadConfig, Project } from '../../project/index.ts';
import { type WrittenLoad, writtenLoads } from '../load/written-loads.ts';
import { missingParameter, notSettled, oneLoadOnly, sameRun, unknownParameter } from './problems.ts';
import { type LoaderParameter, loaderParameters, type TriggerRequest } from './trigger-request.ts';

/** One run of the loader job. */
export interface TriggerPlan {
  /** Its name, or that of its data source. */
  readonly load: string;
  readonly parameters: Readonly<Partial<Record<LoaderParameter, string>>>;
}

type PlanRequest = Pick<TriggerRequest, 'project' | 'env' | 'names' | 'all' | 'jobs' | 'given'>;

/** Environment variables of the original job. */
const environment: Readonly<Record<LoaderParameter, string>> = {
  source_table: 'SOURCE_TABLE',
  data_source: 'DATA_SOURCE',
  es_nodes: 'ES_NODES',
  batch_id: 'BATCH_ID',
};

/** What is of one load only. */
const ofOneLoad: readonly LoaderParameter[] = ['source_table', 'data_source'];

/**
 * Says what each run of the loader is told. A flag is stronger than the file of loads, that is stronger than the
 * environment, and that than the configuration. What is not said is left to the job's own defaults.
 *
 * @throws HeadraceError (exit code 2) with everything that is missing or makes no sense, of all loads.
 */
export function planTriggers(request: PlanRequest): readonly TriggerPlan[] {
  const { names, all, jobs, given, project } = request;
  const problems: Problem[] = [];
  const written = writtenLoads({ project, names, all, jobs }, problems);
  const several = all || jobs !== undefined || names.length > 1;
  for (const key of several ? ofOneLoad : []) {
    if (given[key] !== undefined) problems.push(oneLoadOnly({ flag: `--${key.replace('_', '-')}` }));
  }
  const labels = new Set<string>();
  const plans = written.flatMap((load) =>
    planOne(load, several, request, problems).map((plan) => {
      const label = labels.has(plan.load) ? `${plan.load} #${load.number}` : plan.load;
      labels.add(label);
      return { ...plan, load: label };
    }),
  );
  problems.push(...repeated(plans));
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return plans;
}

/** @returns none where a problem was found. */
function planOne(
  { name, config, job, at }: WrittenLoad,
  several: boolean,
  { env, given, project }: PlanRequest,
  problems: Problem[],
): TriggerPlan[] {
  const before = problems.length;
  const label = name ?? job.data_source ?? job.source_table ?? '';
  for (const parameter of ['id', 'version'] as const) {
    if (job[parameter] !== undefined) problems.push(unknownParameter({ load: label, parameter }, at));
  }
  const configured = valuesOf(config);
  const value = (key: LoaderParameter): string | undefined => {
    const ofList = several && ofOneLoad.includes(key);
    const said = [ofList ? undefined : given[key], job[key], ofList ? undefined : env[environment[key]]];
    const first = said.find((text) => text?.trim())?.trim();
    if (first !== undefined) return first;
    const late = configured[key] === undefined ? undefined : resolveLate(configured[key], env);
    if (late === undefined || 'value' in late) return late?.value;
    problems.push(notSettled({ load: label, references: late.missing }, at));
    return undefined;
  };
  const values = loaderParameters.map((key) => [key, value(key)] as const);
  const parameters: Partial<Record<LoaderParameter, string>> = Object.fromEntries(
    values.filter(([, text]) => text !== undefined),
  );
  const missing = (['source_table', 'data_source'] as const).filter((key) => parameters[key] === undefined);
  if (problems.length === before && missing.length > 0) {
    const names = [...(project?.loads.keys() ?? [])];
    problems.push(missingParameter({ load: name ?? (label || undefined), missing, names }, at));
  }
  if (problems.length > before) return [];
  const { source_table: table = '' } = parameters;
  return [
    {
      load: name ?? parameters.data_source ?? label,
      parameters: { ...parameters, source_table: inWorkspace(table, project) },
    },
  ];
}

function valuesOf(
  config: LoadConfig | undefined,
): Readonly<Partial<Record<LoaderParameter, string | undefined>>> {
  if (config === undefined) return {};
  const { sourceTable, dataSource, esNodes, batchId } = config;
  return { source_table: sourceTable, data_source: dataSource, es_nodes: esNodes, batch_id: batchId };
}

/** A table of the project is found in the target's catalog and schema. */
function inWorkspace(table: string, project: Project | undefined): string {
  const { catalog, schema } = project?.target ?? {};
  if (!project?.tables.has(table) || catalog === undefined || schema === undefined) return table;
  return `${catalog}.${schema}.${table}`;
}

function repeated(plans: readonly TriggerPlan[]): Problem[] {
  const known = new Map<string, string>();
  return plans.flatMap(({ load, parameters }) => {
    const key = contentHash(parameters);
    const first = known.get(key);
    if (first !== undefined) return [sameRun({ first, second: load })];
    known.set(key, load);
    return [];
  });
}

/**
 * What keeps a run from being started twice: the workspace starts one run for a token, whoever asks, however
 * often. Of a batch it is the same in every command; without a batch id it is of this command (its nonce), so
 * that only the tries of one command are taken together. At most 64 characters, as the platform wants.
 */
export function runToken(
  jobId: string,
  { parameters }: TriggerPlan,
  { nonce, again }: { readonly nonce: string; readonly again: boolean },
): string {
  const { batch_id: batch } = parameters;
  return contentHash([jobId, parameters, batch === undefined || again ? nonce : '']);
}
