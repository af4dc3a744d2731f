import * as z from 'zod';
import { isTimezone } from '../../kernel/index.ts';
import { anything, id64, textMap, texts } from '../fields.ts';
import { accessControlList } from '../permissions.ts';
import { quartzProblem } from './quartz-problem.ts';
import { taskSchema } from './task-schema.ts';

const pauseStatus = z.enum(['PAUSED', 'UNPAUSED']);

const timezone = z
  .string()
  .refine((name) => isTimezone(name), { error: 'expected the name of a time zone, such as Europe/Berlin' });

const schedule = z
  .strictObject({
    quartz_cron_expression: z.string(),
    timezone_id: timezone,
    pause_status: pauseStatus.optional(),
    sql_condition: anything.optional(),
  })
  .superRefine(({ quartz_cron_expression: expression }, context) => {
    const problem = quartzProblem(expression);
    if (problem) context.addIssue({ code: 'custom', path: ['quartz_cron_expression'], message: problem });
  });

const notificationLists = {
  on_start: texts.optional(),
  on_success: texts.optional(),
  on_failure: texts.optional(),
  on_duration_warning_threshold_exceeded: texts.optional(),
  on_streaming_backlog_exceeded: texts.optional(),
};

const webhooks = z.array(z.strictObject({ id: z.string() })).optional();

const webhookLists = {
  on_start: webhooks,
  on_success: webhooks,
  on_failure: webhooks,
  on_duration_warning_threshold_exceeded: webhooks,
  on_streaming_backlog_exceeded: webhooks,
};

/** Parts that jobs and tasks have in common. */
const common = {
  description: z.string().optional(),
  timeout_seconds: z.int().nonnegative().optional(),
  email_notifications: z
    .strictObject({ ...notificationLists, no_alert_for_skipped_runs: z.boolean().optional() })
    .optional(),
  webhook_notifications: z.strictObject(webhookLists).optional(),
  health: z
    .strictObject({
      rules: z
        .array(
          z.strictObject({
            metric: z.enum([
              'RUN_DURATION_SECONDS',
              'STREAMING_BACKLOG_BYTES',
              'STREAMING_BACKLOG_FILES',
              'STREAMING_BACKLOG_RECORDS',
              'STREAMING_BACKLOG_SECONDS',
            ]),
            op: z.enum(['GREATER_THAN']),
            value: z.int(),
          }),
        )
        .optional(),
    })
    .optional(),
};

const settingsShape = {
  ...common,
  name: z.string().optional(),
  tasks: z.array(taskSchema(common)).optional(),
  parameters: z.array(z.strictObject({ name: z.string(), default: z.string() })).optional(),
  schedule: schedule.optional(),
  trigger: z
    .strictObject({
      pause_status: pauseStatus.optional(),
      file_arrival: anything.optional(),
      model: anything.optional(),
      periodic: anything.optional(),
      sql_condition: anything.optional(),
      table_update: anything.optional(),
    })
    .optional(),
  triggers: z.array(anything).optional(),
  continuous: z
    .strictObject({
      pause_status: pauseStatus.optional(),
      task_retry_mode: z.enum(['NEVER', 'ON_FAILURE']).optional(),
    })
    .optional(),
  max_concurrent_runs: z.int().min(0).max(1000).optional(),
  queue: z.strictObject({ enabled: z.boolean() }).optional(),
  tags: textMap.optional(),
  job_clusters: z
    .array(
      z.strictObject({
        job_cluster_key: z.string(),
        new_cluster: anything.optional(),
        serverless_compute_id: z.string().optional(),
      }),
    )
    .optional(),
  environments: z
    .array(z.strictObject({ environment_key: z.string(), spec: anything.optional() }))
    .optional(),
  run_as: z
    .strictObject({
      user_name: z.string().optional(),
      service_principal_name: z.string().optional(),
      group_name: z.string().optional(),
    })
    .optional(),
  notification_settings: z
    .strictObject({
      no_alert_for_canceled_runs: z.boolean().optional(),
      no_alert_for_skipped_runs: z.boolean().optional(),
    })
    .optional(),
  performance_target: z.enum(['PERFORMANCE_OPTIMIZED', 'STANDARD']).optional(),
  git_source: anything.optional(),
  deployment: z
    .strictObject({
      kind: z.enum(['BUNDLE']),
      metadata_file_path: z.string().optional(),
      deployment_id: z.string().optional(),
      version_id: z.string().optional(),
    })
    .optional(),
  edit_mode: z.enum(['EDITABLE', 'UI_LOCKED']).optional(),
  format: z.enum(['MULTI_TASK', 'SINGLE_TASK']).optional(),
  parent_path: z.string().optional(),
  budget_policy_id: z.string().optional(),
  usage_policy_id: z.string().optional(),
};

/** What a job is made of. */
export const jobSettings = z.strictObject(settingsShape).superRefine(({ tasks = [] }, context) => {
  const problem = taskProblem(tasks);
  if (problem) context.addIssue({ code: 'custom', path: ['tasks'], message: problem });
});
export type JobSettings = z.output<typeof jobSettings>;

export const createJob = z.strictObject({
  ...settingsShape,
  access_control_list: accessControlList.optional(),
});

export const resetJob = z.strictObject({ job_id: id64, new_settings: jobSettings });

export const updateJob = z.strictObject({
  job_id: id64,
  // Only what changes; the whole is checked after the change.
  new_settings: z.strictObject(settingsShape).optional(),
  fields_to_remove: texts.optional(),
});

/** What is wrong with a job's tasks taken together. */
function taskProblem(
  tasks: readonly { task_key: string; depends_on?: readonly { task_key: string }[] | undefined }[],
): string | undefined {
  const keys = new Set(tasks.map(({ task_key }) => task_key));
  if (keys.size < tasks.length) return 'the keys of tasks must differ';
  if (tasks.length > 1000) return 'a job has at most 1000 tasks';
  for (const { task_key: task, depends_on = [] } of tasks) {
    const unknown = depends_on.find(({ task_key }) => !keys.has(task_key));
    if (unknown) return `task ${task} depends on ${unknown.task_key}, which the job does not have`;
  }
  return undefined;
}
