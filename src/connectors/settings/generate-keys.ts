import * as z from 'zod';
import {
  computeSchema,
  expectation,
  notificationsSchema,
  permissionsSchema,
  presetsSchema,
  runAsSchema,
} from '../../project/index.ts';
import { tableConfigSchema } from './table-config.ts';

const pauseStatus = z.enum(['PAUSED', 'UNPAUSED']);

const texts = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean()])
    .register(expectation, { words: 'text, a number, true or false' }),
);

const workers = z.int().min(0);
const compute = computeSchema.omit({ task: true, performance: true });

const target = z.strictObject({
  default: z.boolean().optional().describe('Whether it is meant when none is named.'),
  mode: z
    .enum(['development', 'production'])
    .optional()
    .describe('How the bundle is deployed there; targets named dev and prod need not say it.'),
  host: z.string().optional().describe('The workspace, e.g. https://adb-123.azuredatabricks.net.'),
  profile: z.string().optional().describe('The profile of .databrickscfg to sign in with.'),
  root_path: z.string().optional().describe('The folder in the workspace.'),
  catalog: z.string().optional().describe('The catalog there.'),
  schema: z.string().optional().describe('The schema there.'),
  permissions: permissionsSchema.optional().describe('Who may see, run and manage what is deployed there.'),
  run_as: runAsSchema.optional().describe('Who pipelines and jobs run as there.'),
  presets: presetsSchema.optional().describe('Presets of the bundle there, e.g. trigger_pause_status.'),
});

const group = z.strictObject({
  managed: z.boolean().optional().describe('Whether it is a managed pipeline.'),
  num_workers: workers.optional().describe('Workers of its cluster.'),
  compute: compute.optional().describe('Its own compute.'),
  pause_status: pauseStatus.optional().describe('Whether its job waits to be started by hand.'),
  tags: texts.optional().describe('More tags.'),
});

/** Keys of connector.yml that are about the bundle. */
export const generateKeys = {
  connection_name: z
    .string()
    .optional()
    .describe('The Unity Catalog connection, which holds the credentials.'),
  catalog: z.string().optional().describe('The catalog that tables are written to.'),
  schema: z.string().optional().describe('The schema that tables are written to.'),
  bundle_name: z.string().optional().describe('The name of the bundle (default: <connector>_connector).'),
  common_table_config: tableConfigSchema.optional().describe('What the connector is told about every table.'),
  form: z
    .enum(['today', 'older'])
    .optional()
    .describe(
      'How ingest files register their source: as connectors want it today, or before February 2026.',
    ),
  managed: z
    .union([z.boolean(), z.array(z.string())])
    .register(expectation, { words: 'true, false or a list of pipeline groups' })
    .optional()
    .describe('Which groups become managed pipelines in place of ingest files: all of them, or these.'),
  code: z
    .union([z.string(), z.array(z.string())])
    .register(expectation, { words: 'text or a list of texts' })
    .optional()
    .describe(
      "Where the connector's code is: wheels, a folder here that the bundle uploads, or one of the workspace.",
    ),
  ingest_files_path: z
    .string()
    .optional()
    .describe('A folder of the workspace that ingest files are put into by hand.'),
  emit_jobs: z.boolean().optional().describe('Whether each pipeline gets a job with its schedule.'),
  pause_status: pauseStatus
    .optional()
    .describe('Whether jobs wait to be started by hand (default: UNPAUSED).'),
  timezone: z.string().optional().describe('The time zone of the schedules (default: UTC).'),
  num_workers: z
    .union([workers, z.literal('plan')])
    .register(expectation, { words: 'a whole number, or plan' })
    .optional()
    .describe(
      'Workers of each pipeline, on a classic cluster: a number, or plan for what its load asks for.',
    ),
  compute: compute.optional().describe('What pipelines run on (default: serverless).'),
  groups: z.record(z.string(), group).optional().describe('Pipeline group: what differs for it.'),
  targets: z
    .record(z.string(), target)
    .optional()
    .describe('Where the bundle can be deployed: dev, prod, ….'),
  permissions: permissionsSchema.optional().describe('Who may see, run and manage pipelines and jobs.'),
  run_as: runAsSchema.optional().describe('Who pipelines and jobs run as.'),
  notifications: notificationsSchema.optional().describe('Who is told about runs.'),
  tags: texts.optional().describe('Tags of pipelines and jobs.'),
};
