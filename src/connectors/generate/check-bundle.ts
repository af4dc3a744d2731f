import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toQuartz } from '../../deploy/cron/index.ts';
import type { Problem } from '../../kernel/index.ts';
import type { ConnectorTable } from '../types.ts';
import { type BundleFile, parseBundleFile } from './bundle-file.ts';
import { fileTables, type Ingested, libraries, managedTables } from './ingested-tables.ts';
import { resourceNames } from './names.ts';
import {
  badBundle,
  noBundle,
  notInBundle,
  notInList,
  notVerified,
  otherPipeline,
  sameDestination,
} from './problems.ts';
import { type ReadSpec, readSpecs } from './read-specs.ts';

export interface CheckBundleRequest {
  readonly source: string;
  /** The folder of the bundle. */
  readonly folder: string;
  /** The table list; left out, the bundle is checked alone. */
  readonly tables?: readonly ConnectorTable[] | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface CheckedBundle {
  readonly pipelines: number;
  readonly tables: number;
  /** Ingest files that were compiled, and those that only the workspace has. */
  readonly compiled: number;
  readonly elsewhere: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Checks a bundle as it lies there, however it was made: its pipelines, the ingest files (compiled and read back, not
 * run), that each table goes to one place through one pipeline, and that the table list says the same.
 */
export async function checkBundle(request: CheckBundleRequest): Promise<CheckedBundle> {
  const { folder, source, tables, env } = request;
  const file = join(folder, 'databricks.yml');
  const content = await readFile(file, 'utf8').catch(() => undefined);
  const nothing = { pipelines: 0, tables: 0, compiled: 0, elsewhere: [] };
  if (content === undefined) return { ...nothing, problems: [noBundle({ folder })] };
  const parsed = parseBundleFile(content);
  const start = { place: { file, line: 1, col: 1 } };
  if ('reason' in parsed) return { ...nothing, problems: [badBundle({ reason: parsed.reason }, start)] };
  const { bundle } = parsed;
  const problems: Problem[] = jobFaults(bundle).map((reason) => badBundle({ reason }, start));
  const files = await libraries(bundle, folder, problems);
  const read = await readSpecs(new Map(files.here.map(({ path, text }) => [path, text])), env);
  if ('reason' in read) problems.push(notVerified({ reason: read.reason }));
  const specs = 'reason' in read ? new Map<string, ReadSpec>() : read;
  const ingested = [
    ...managedTables(bundle),
    ...files.here.flatMap(({ pipeline, path }) => {
      const spec = specs.get(path);
      return spec === undefined ? [] : fileTables(pipeline, spec, bundle, join(folder, path), problems);
    }),
  ];
  problems.push(...clashes(ingested));
  const complete = files.here.every(({ path }) => specs.has(path)) && files.elsewhere.length === 0;
  if (tables !== undefined && complete && problems.length === 0) {
    problems.push(...comparedToList(ingested, tables, source));
  }
  return {
    pipelines: Object.keys(bundle.resources.pipelines).length,
    tables: ingested.length,
    compiled: [...specs.values()].filter((spec) => !('broken' in spec)).length,
    elsewhere: files.elsewhere,
    problems,
  };
}

function jobFaults({ resources: { jobs = {}, pipelines } }: BundleFile): string[] {
  return Object.entries(jobs).flatMap(([name, { schedule, tasks = [] }]) => {
    const quartz = schedule && toQuartz(schedule.quartz_cron_expression);
    const wanted = tasks.flatMap(({ pipeline_task: task }) => {
      const key = /^\$\{resources\.pipelines\.([^.}]+)\.id\}$/.exec(task?.pipeline_id ?? '')?.[1];
      return key === undefined || key in pipelines ? [] : [key];
    });
    return [
      ...(quartz && 'problem' in quartz
        ? [`the schedule of the job "${name}" cannot be kept: ${quartz.problem.replace(/\.$/, '')}`]
        : []),
      ...wanted.map((key) => `the job "${name}" starts the pipeline "${key}", which is not there`),
      ...(name in pipelines ? [`a job and a pipeline are both called "${name}"`] : []),
    ];
  });
}

function clashes(ingested: readonly Ingested[]): Problem[] {
  const same = Map.groupBy(ingested, ({ destination }) => destination.toLowerCase());
  return [...same.values()].flatMap((members) =>
    members.length > 1
      ? [
          sameDestination({
            destination: members[0]?.destination ?? '',
            tables: members.map(({ table, pipeline }) => `${table} (${pipeline})`),
          }),
        ]
      : [],
  );
}

function comparedToList(
  ingested: readonly Ingested[],
  tables: readonly ConnectorTable[],
  source: string,
): Problem[] {
  const { names } = resourceNames(
    source,
    new Set(tables.flatMap(({ pipelineGroup }) => pipelineGroup ?? [])),
  );
  const found = new Map(ingested.map((each) => [each.table, each]));
  const listed = new Set(tables.map(({ sourceTable }) => sourceTable));
  const absent = tables.map(({ sourceTable }) => sourceTable).filter((table) => !found.has(table));
  const extra = [...found.keys()].filter((table) => !listed.has(table));
  const moved = tables.flatMap(({ sourceTable, pipelineGroup = '', place }) => {
    const at = found.get(sourceTable)?.pipeline;
    const key = names.get(pipelineGroup)?.key;
    if (at === undefined || key === undefined || at === key) return [];
    return [otherPipeline({ table: sourceTable, group: pipelineGroup, key, found: at }, place && { place })];
  });
  return [
    ...(absent.length > 0 ? [notInBundle({ tables: absent })] : []),
    ...(extra.length > 0 ? [notInList({ tables: extra })] : []),
    ...moved,
  ];
}
