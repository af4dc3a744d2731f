import * as z from 'zod';
import { expectation } from './expectation.ts';
import { literalSecretIssue } from './search-schema.ts';
import { isSecretName, isSecretReference } from './secrets.ts';
import { oneOrMore, oneOrMoreNames, wholeNumber } from './source-schema.ts';

// What `headrace bundle` is told: the keys of `bundle:`, and those that a target adds to it. Names are those of
// bundles and of the original job, where these have one.

const text = z.union([z.string(), z.number(), z.boolean()]).register(expectation, {
  words: 'text, a number, true or false',
});
const texts = z.record(z.string(), text);

/** Settings by name. What is named like a secret must be a reference to one. */
export const settingsSchema = texts.superRefine((values, context) => {
  for (const [key, value] of Object.entries(values)) {
    if (!isSecretName(key) || isSecretReference(String(value))) continue;
    context.addIssue({ code: 'custom', params: { problem: literalSecretIssue }, path: [key] });
  }
});

const period = z
  .string()
  .regex(/^\d+(?:\.\d+)?\s*[smhd]$/)
  .meta({ pattern: '^(\\d+(\\.\\d+)?\\s*[smhd]|.*\\$\\{.*\\}.*)$' })
  .register(expectation, { words: 'a duration such as 90s, 30m, 2h or 1d' });

const schedule = z
  .union([
    z.string(),
    z.strictObject({
      cron: z.string().describe('When: a unix cron expression, a name such as @daily, or Quartz.'),
      timezone: z.string().optional().describe('The time zone, e.g. Europe/Berlin (default: UTC).'),
      paused: z.boolean().optional().describe('Deployed, but not run by itself.'),
    }),
  ])
  .register(expectation, { words: 'a cron expression such as "0 6 * * *", or {cron, timezone, paused}' });

const autoscale = z.strictObject({
  min_workers: wholeNumber.describe('The fewest workers.'),
  max_workers: wholeNumber.describe('The most workers.'),
});

export const computeSchema = z.strictObject({
  serverless: z
    .boolean()
    .optional()
    .describe('Whether pipelines run serverless (default: yes, unless a key of classic compute is given).'),
  num_workers: z.int().min(0).optional().describe('Workers of a classic cluster; not with autoscale.'),
  autoscale: autoscale.optional().describe('Between how many workers a classic cluster scales.'),
  node_type_id: z.string().optional().describe('The type of the nodes of a classic cluster.'),
  driver_node_type_id: z.string().optional().describe('The type of its driver, if another.'),
  policy_id: z.string().optional().describe('The compute policy of a classic cluster.'),
  photon: z.boolean().optional().describe('Whether classic clusters use Photon; serverless always does.'),
  channel: z.enum(['current', 'preview']).optional().describe('The release channel (default: current).'),
  edition: z.enum(['core', 'pro', 'advanced']).optional().describe('The edition of classic pipelines.'),
  performance: z
    .enum(['standard', 'optimized'])
    .optional()
    .describe('What serverless jobs are tuned for: standard costs less, optimized starts faster.'),
  task: z
    .strictObject({
      spark_version: z.string().describe('The runtime, e.g. 16.4.x-scala2.12.'),
      node_type_id: z.string().describe('The type of its one node.'),
      policy_id: z.string().optional().describe('Its compute policy.'),
    })
    .optional()
    .describe('A small classic cluster for the task that starts the pipelines (default: serverless).'),
});

const events = ['start', 'success', 'failure', 'long'] as const;

export const notificationsSchema = z.strictObject({
  email: oneOrMoreNames('Who gets mail.'),
  webhook: oneOrMoreNames("Ids of the workspace's notification destinations."),
  on: z
    .union([z.enum(events), z.array(z.enum(events))])
    .register(expectation, { words: 'start, success, failure or long, or a list of them' })
    .optional()
    .describe('What is told: start, success, failure, long (longer than health.duration); default: failure.'),
});

const retries = z.strictObject({
  count: z.int().min(0).describe('How often a failed run is tried again.'),
  after: period.optional().describe('How long to wait before (default: 1m).'),
});

const identity = {
  user_name: z.string().optional().describe('An e-mail address.'),
  service_principal_name: z.string().optional().describe('The application id of a service principal.'),
};

export const runAsSchema = z.strictObject(identity);

export const permissionsSchema = z.array(
  z.strictObject({
    level: z.enum(['CAN_VIEW', 'CAN_RUN', 'CAN_MANAGE']).describe('What is allowed.'),
    ...identity,
    group_name: z.string().optional().describe('A group.'),
  }),
);

export const presetsSchema = z.strictObject({
  name_prefix: z.string().optional().describe('Put before the names of jobs and pipelines.'),
  trigger_pause_status: z.enum(['PAUSED', 'UNPAUSED']).optional().describe('Of all schedules.'),
  jobs_max_concurrent_runs: wholeNumber.optional().describe('Of all jobs.'),
  pipelines_development: z.boolean().optional().describe('Whether pipelines are in development mode.'),
  source_linked_deployment: z.boolean().optional().describe('Whether files are used where they lie.'),
  tags: texts.optional().describe('Put on all jobs and pipelines.'),
});

const pipeline = z.strictObject({
  layers: oneOrMoreNames('Tables of these layers.'),
  tags: oneOrMoreNames('Tables with any of these tags.'),
  tables: oneOrMoreNames('These tables.'),
  continuous: z.boolean().optional().describe('Whether it runs all the time, instead of once when started.'),
  compute: computeSchema.omit({ task: true, performance: true }).optional().describe('Its own compute.'),
});

/** As many runs as the platform starts at once for one task. */
const upToHundred = z
  .union([z.int().min(1).max(100), z.string().regex(/^(?:[1-9]\d?|100)$/)])
  .meta({
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 100 },
      { type: 'string', pattern: '^([1-9][0-9]?|100|\\$\\{.*\\})$' },
    ],
  })
  .register(expectation, { words: 'a whole number from 1 to 100' });

const loader = z.strictObject({
  package: z
    .string()
    .optional()
    .describe(
      'The packed Headrace that the job installs: a file of the project (default: vendor/headrace.tgz).',
    ),
  spark_version: z.string().optional().describe('The runtime of its cluster (default: 16.4.x-scala2.12).'),
  node_type_id: z.string().optional().describe('The type of its one node.'),
  policy_id: z.string().optional().describe('The compute policy of its cluster.'),
  docker_image: z
    .string()
    .optional()
    .describe('An image that has Node and Headrace; nothing is installed then.'),
  warehouse_id: z.string().optional().describe('The SQL warehouse that reads the tables.'),
  es_nodes: z.string().optional().describe('Where Elasticsearch is, unless a load says it.'),
  dead_letters: z
    .string()
    .optional()
    .describe(
      'A folder for refused records that outlives the cluster, e.g. in /Volumes; else the first stops a load.',
    ),
  environment: settingsSchema
    .optional()
    .describe(`Environment variables of the job; secrets as \${secret:scope/key}.`),
  concurrency: upToHundred.optional().describe('How many loads run at once (default: 8).'),
  after_pipelines: z
    .boolean()
    .optional()
    .describe('Whether the job of the pipelines starts one run for each of `loads` (default: yes).'),
});

const changeable = {
  schedule: schedule.optional().describe('When the job runs by itself; left out: when it is started.'),
  parameters: z
    .strictObject({
      tags: z
        .string()
        .optional()
        .describe('Default of the parameter tags (default: daily; "" = all tables).'),
      mode: z.enum(['batch', 'streaming']).optional().describe('Default of the parameter mode (batch).'),
    })
    .optional()
    .describe("Defaults of the job's parameters."),
  compute: computeSchema.optional().describe('What the pipelines run on.'),
  continuous: z.boolean().optional().describe('Whether pipelines run all the time (default: no).'),
  configuration: settingsSchema
    .optional()
    .describe(`Configuration of the pipelines; secrets as \${secret:scope/key}.`),
  notifications: notificationsSchema.optional().describe('Who is told about runs.'),
  retries: z
    .union([z.int().min(0), retries])
    .register(expectation, { words: 'a number, or {count, after}' })
    .optional()
    .describe('How often the job tries a failed run again (default: 1).'),
  timeout: period.optional().describe('How long a run of the job may take.'),
  queue: z.boolean().optional().describe('Whether a run waits while another one is running (default: yes).'),
  health: z
    .strictObject({ duration: period.optional().describe('A run that takes longer is told as long.') })
    .optional()
    .describe('When a run counts as unhealthy.'),
  tags: texts.optional().describe('Tags of the platform on the job and the pipelines.'),
};

/** `bundle:` of one target: what differs there. */
export const targetBundleSchema = z.strictObject(changeable);

export const bundleSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
    .register(expectation, { words: 'letters, digits, "_" and "-"' })
    .optional()
    .describe("The bundle's name, also the start of its pipelines' names (default: that of the folder)."),
  ...changeable,
  pipelines: z
    .record(
      z
        .string()
        .regex(/^(?!.*_\d+$)[a-z][a-z0-9_]*$/)
        .register(expectation, {
          words: 'small letters, digits and "_", without a number after the last "_"',
        }),
      pipeline,
    )
    .optional()
    .describe('Name: a pipeline of its own for some tables; the others are in the pipeline main.'),
  libraries: oneOrMore.optional().describe('Python packages for .py transformations, e.g. requests==2.32.3.'),
  files: oneOrMore.optional().describe('More files and folders of the project to upload, e.g. utils/**.'),
  permissions: permissionsSchema.optional().describe('Who may see, run and manage what is deployed.'),
  run_as: runAsSchema.optional().describe('Who jobs and pipelines run as.'),
  loader: z
    .union([z.boolean(), loader])
    .register(expectation, { words: 'true, false or a mapping' })
    .optional()
    .describe('Whether the common job that loads tables into Elasticsearch is part of the bundle, and how.'),
});

/** Principal: privileges, for all tables; or under a layer, for the tables of it. */
export const grantsSchema = z
  .record(
    z.string(),
    z
      .union([oneOrMore, z.record(z.string(), oneOrMore)])
      .register(expectation, { words: 'privileges such as SELECT, or for a layer {analysts: SELECT}' }),
  )
  .register(expectation, { words: 'a mapping such as {analysts: SELECT} or {gold: {analysts: SELECT}}' });

export type BundleInput = z.output<typeof bundleSchema>;
export type TargetBundleInput = z.output<typeof targetBundleSchema>;
export type Presets = z.output<typeof presetsSchema>;
export type GrantsInput = z.output<typeof grantsSchema>;
