import {
  classicKeys,
  mapping,
  pipelineCompute,
  pipelineNotifications,
  type Tree,
} from '../../deploy/index.ts';
import type { Problem } from '../../kernel/index.ts';
import { buildNotifications, type ComputeConfig } from '../../project/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import type { ConnectorCode } from './connector-code.ts';
import type { IngestPipeline, IngestTable } from './pipelines.ts';
import { computeConflict } from './problems.ts';

/** What all pipelines of a bundle share. */
export interface ResourceContext {
  readonly settings: ConnectorSettings;
  readonly code: ConnectorCode;
  /** Where catalog and schema are: names, or references to variables where targets differ. */
  readonly place: { readonly catalog: string | undefined; readonly schema: string | undefined };
  /** The folder that holds the ingest files: `.` beside databricks.yml, or one of the workspace. */
  readonly ingestFolder: string;
}

/** A pipeline of the bundle: one that runs its ingest file, or a managed one that has its tables in it. */
export function pipelineResource(pipeline: IngestPipeline, context: ResourceContext): Tree {
  const { settings, code, place } = context;
  const { names, group } = pipeline;
  return mapping({
    name: names.key,
    // Tables that all say where they go leave the choice of a default to us.
    catalog: place.catalog ?? pipeline.tables[0]?.destination.catalog,
    schema: place.schema ?? pipeline.tables[0]?.destination.schema,
    ...pipelineCompute({ channel: 'preview', ...computeOf(pipeline, settings) }),
    ...(pipeline.managed ? managed(pipeline, context) : ingesting(pipeline, context)),
    environment: mapping({ dependencies: code.dependencies }),
    notifications: pipelineNotifications(buildNotifications(settings.notifications)),
    tags: tagsOf(group, settings),
  });
}

/** Tags of a pipeline and of its job. */
export function tagsOf(group: string, { tags, groups }: ConnectorSettings): Record<string, string> {
  const all = Object.entries({ ...tags, ...groups?.[group]?.tags });
  return Object.fromEntries(all.map(([key, value]) => [key, String(value)]));
}

/** What a pipeline runs on: the common compute with that of its group over it. */
function computeOf(pipeline: IngestPipeline, settings: ConnectorSettings): ComputeConfig {
  const { group, managed, plannedWorkers } = pipeline;
  const own = settings.groups?.[group];
  const { num_workers: count } = settings;
  // A plan sizes clusters; it does not ask for one where none can be.
  const planned = managed ? undefined : plannedWorkers;
  const common = { ...settings.compute, ...workers(count === 'plan' ? planned : count) };
  return { ...common, ...own?.compute, ...workers(own?.num_workers) };
}

function workers(count: number | undefined): Pick<ComputeConfig, 'num_workers'> {
  return count === undefined ? {} : { num_workers: count };
}

/** Compute that contradicts itself, which the platform would settle without a word. */
export function computeProblems(pipeline: IngestPipeline, settings: ConnectorSettings): Problem[] {
  const compute = computeOf(pipeline, settings);
  const keys = classicKeys(compute);
  const { group } = pipeline;
  if (pipeline.managed && keys.length > 0) {
    return [computeConflict({ group, keys, reason: 'managed pipelines run serverless' })];
  }
  if (compute.serverless === true && keys.length > 0) {
    return [computeConflict({ group, keys, reason: 'is serverless' })];
  }
  if (compute.num_workers !== undefined && compute.autoscale !== undefined) {
    return [
      computeConflict({ group, keys: ['num_workers', 'autoscale'], reason: 'a cluster has one of them' }),
    ];
  }
  return [];
}

function ingesting({ names }: IngestPipeline, { ingestFolder, code }: ResourceContext): Record<string, Tree> {
  return mapping({
    root_path: code.rootPath,
    libraries: [{ file: { path: `${ingestFolder}/${names.file}` } }],
  });
}

/**
 * A managed pipeline has no source file. The type of its source (COMMUNITY) follows from the connection; said in a
 * bundle it is refused (`bundle validate --strict`).
 */
function managed({ connection, tables }: IngestPipeline, { place }: ResourceContext): Record<string, Tree> {
  return {
    configuration: { 'pipelines.managedIngestion.registerPythonDataSource': 'true' },
    ingestion_definition: {
      connection_name: connection,
      objects: tables.map((table) => ({ table: managedTable(table, place) })),
    },
  };
}

function managedTable(
  { sourceTable, destination, controls }: IngestTable,
  place: ResourceContext['place'],
): Tree {
  const { catalog, schema, table, usual } = destination;
  const { scd_type, primary_keys, sequence_by, cluster_by } = controls;
  return mapping({
    // Connectors have no schemas; the platform wants one named.
    source_schema: 'default',
    source_table: sourceTable,
    destination_catalog: usual ? place.catalog : catalog,
    destination_schema: usual ? place.schema : schema,
    destination_table: table === sourceTable ? undefined : table,
    table_configuration: mapping({
      scd_type,
      primary_keys,
      sequence_by: sequence_by === undefined ? undefined : [sequence_by],
      clustering_columns: cluster_by,
    }),
  });
}
