import * as z from 'zod';
import { anything, id64, textMap, texts } from '../fields.ts';
import { quartzProblem } from '../jobs/quartz-problem.ts';
import { ingestionDefinition } from './ingestion-schema.ts';

const library = z
  .strictObject({
    file: z.strictObject({ path: z.string() }).optional(),
    glob: z.strictObject({ include: z.string() }).optional(),
    notebook: z.strictObject({ path: z.string() }).optional(),
    jar: z.string().optional(),
    maven: anything.optional(),
    whl: z.string().optional(),
  })
  .refine((given) => Object.keys(given).length === 1, 'expected exactly one kind of library');

const cluster = z.strictObject({
  label: z.string().optional(),
  num_workers: z.int().nonnegative().optional(),
  autoscale: z
    .strictObject({
      min_workers: z.int().nonnegative(),
      max_workers: z.int().positive(),
      mode: z.enum(['ENHANCED', 'LEGACY']).optional(),
    })
    .optional(),
  node_type_id: z.string().optional(),
  driver_node_type_id: z.string().optional(),
  instance_pool_id: z.string().optional(),
  driver_instance_pool_id: z.string().optional(),
  policy_id: z.string().optional(),
  apply_policy_default_values: z.boolean().optional(),
  custom_tags: textMap.optional(),
  spark_conf: textMap.optional(),
  spark_env_vars: textMap.optional(),
  ssh_public_keys: texts.optional(),
  enable_local_disk_encryption: z.boolean().optional(),
  init_scripts: z.array(anything).optional(),
  cluster_log_conf: anything.optional(),
  aws_attributes: anything.optional(),
  azure_attributes: anything.optional(),
  gcp_attributes: anything.optional(),
});

const alert = z.enum([
  'on-update-success',
  'on-update-failure',
  'on-update-fatal-failure',
  'on-flow-failure',
]);

const specShape = {
  id: z.string().optional(),
  name: z.string().optional(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  target: z.string().optional(),
  storage: z.string().optional(),
  root_path: z.string().optional(),
  libraries: z.array(library).max(100, 'a pipeline has at most 100 source files').optional(),
  clusters: z.array(cluster).optional(),
  configuration: textMap.optional(),
  continuous: z.boolean().optional(),
  development: z.boolean().optional(),
  serverless: z.boolean().optional(),
  serverless_compute_id: z.string().optional(),
  photon: z.boolean().optional(),
  channel: z.enum(['CURRENT', 'PREVIEW']).optional(),
  edition: z.enum(['CORE', 'PRO', 'ADVANCED', 'core', 'pro', 'advanced']).optional(),
  notifications: z
    .array(z.strictObject({ alerts: z.array(alert).optional(), email_recipients: texts.optional() }))
    .optional(),
  environment: z
    .strictObject({ dependencies: texts.optional(), environment_version: z.string().optional() })
    .optional(),
  event_log: z
    .strictObject({
      catalog: z.string().optional(),
      schema: z.string().optional(),
      name: z.string().optional(),
    })
    .optional(),
  trigger: z
    .strictObject({
      cron: z
        .strictObject({
          quartz_cron_schedule: z
            .string()
            .refine((text) => quartzProblem(text) === undefined, 'expected a Quartz expression')
            .optional(),
          timezone_id: z.string().optional(),
        })
        .optional(),
      manual: anything.optional(),
    })
    .optional(),
  run_as: z
    .strictObject({ user_name: z.string().optional(), service_principal_name: z.string().optional() })
    .optional(),
  restart_window: z
    .strictObject({
      days_of_week: texts.optional(),
      start_hour: z.int().min(0).max(23),
      time_zone_id: z.string().optional(),
    })
    .optional(),
  deployment: z
    .strictObject({
      kind: z.enum(['BUNDLE']),
      metadata_file_path: z.string().optional(),
      deployment_id: z.string().optional(),
      version_id: z.string().optional(),
    })
    .optional(),
  filters: z.strictObject({ include: texts.optional(), exclude: texts.optional() }).optional(),
  ingestion_definition: ingestionDefinition.optional(),
  gateway_definition: anything.optional(),
  parameters: textMap.optional(),
  tags: textMap.optional(),
  budget_policy_id: z.string().optional(),
  usage_policy_id: z.string().optional(),
};

/** What a pipeline is made of. */
export const pipelineSpec = z
  .strictObject(specShape)
  .refine(({ target, schema }) => target === undefined || schema === undefined, {
    error: 'target and schema cannot both be given',
  })
  .refine(({ ingestion_definition, libraries }) => !ingestion_definition || !libraries?.length, {
    error: 'libraries and ingestion_definition cannot both be given',
  })
  .refine(({ serverless, clusters }) => !serverless || !clusters?.length, {
    error: 'a serverless pipeline cannot have clusters',
  });
export type PipelineSpec = z.output<typeof pipelineSpec>;

const createFields = { ...specShape, allow_duplicate_names: z.boolean().default(false) };

export const createPipeline = z.strictObject({ ...createFields, dry_run: z.boolean().default(false) });

export const editPipeline = z.strictObject({
  ...createFields,
  pipeline_id: z.string(),
  expected_last_modified: id64.transform(Number).optional(),
});

export const startUpdate = z
  .strictObject({
    pipeline_id: z.string(),
    full_refresh: z.boolean().default(false),
    refresh_selection: texts.default([]),
    full_refresh_selection: texts.default([]),
    reset_checkpoint_selection: texts.optional(),
    validate_only: z.boolean().default(false),
    cause: z
      .enum([
        'API_CALL',
        'INFRASTRUCTURE_MAINTENANCE',
        'JOB_TASK',
        'RETRY_ON_FAILURE',
        'SCHEMA_CHANGE',
        'SERVICE_UPGRADE',
        'USER_ACTION',
      ])
      .default('API_CALL'),
    parameters: textMap.optional(),
    replace_where_overrides: z.array(anything).optional(),
    rewind_spec: anything.optional(),
  })
  .refine(
    ({ full_refresh, refresh_selection, full_refresh_selection }) =>
      !full_refresh || refresh_selection.length + full_refresh_selection.length === 0,
    'full_refresh cannot be combined with a selection of tables',
  );
