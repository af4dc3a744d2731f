import * as z from 'zod';
import { anything, id64, textMap, texts } from '../fields.ts';

const pipelineChoice = {
  full_refresh: z.boolean().optional(),
  full_refresh_selection: texts.optional(),
  refresh_selection: texts.optional(),
  refresh_flow_selection: texts.optional(),
  reset_checkpoint_selection: texts.optional(),
};

export const pipelineParams = z.strictObject(pipelineChoice);

/** Kinds of tasks: those that Headrace's users meet are checked through, the others by name only. */
const taskKinds = {
  notebook_task: z.strictObject({
    notebook_path: z.string(),
    base_parameters: textMap.optional(),
    source: z.enum(['GIT', 'WORKSPACE']).optional(),
    warehouse_id: z.string().optional(),
  }),
  spark_python_task: z.strictObject({
    python_file: z.string(),
    parameters: texts.optional(),
    source: z.enum(['GIT', 'WORKSPACE']).optional(),
  }),
  python_wheel_task: z.strictObject({
    package_name: z.string(),
    entry_point: z.string(),
    parameters: texts.optional(),
    named_parameters: textMap.optional(),
  }),
  spark_jar_task: z.strictObject({
    main_class_name: z.string().optional(),
    jar_uri: z.string().optional(),
    parameters: texts.optional(),
    run_as_repl: z.boolean().optional(),
  }),
  spark_submit_task: z.strictObject({ parameters: texts.optional() }),
  pipeline_task: z.strictObject({
    pipeline_id: z.string(),
    parameters: textMap.optional(),
    ...pipelineChoice,
  }),
  run_job_task: z.strictObject({
    job_id: id64,
    job_parameters: textMap.optional(),
    pipeline_params: pipelineParams.optional(),
    notebook_params: textMap.optional(),
    python_params: texts.optional(),
    python_named_params: textMap.optional(),
    jar_params: texts.optional(),
    sql_params: textMap.optional(),
    spark_submit_params: texts.optional(),
    dbt_commands: texts.optional(),
  }),
  condition_task: z.strictObject({
    left: z.string(),
    op: z.enum([
      'EQUAL_TO',
      'GREATER_THAN',
      'GREATER_THAN_OR_EQUAL',
      'LESS_THAN',
      'LESS_THAN_OR_EQUAL',
      'NOT_EQUAL',
    ]),
    right: z.string(),
  }),
  for_each_task: z.strictObject({
    inputs: z.string(),
    concurrency: z.int().min(1).max(100).optional(),
    task: anything,
  }),
  sql_task: anything,
  dbt_task: anything,
  dashboard_task: anything,
  alert_task: anything,
  ai_runtime_task: anything,
  clean_rooms_notebook_task: anything,
  dbt_cloud_task: anything,
  dbt_platform_task: anything,
  gen_ai_compute_task: anything,
  power_bi_task: anything,
  python_operator_task: anything,
} as const;

const kindNames = Object.keys(taskKinds);

const library = z.strictObject({
  cran: anything.optional(),
  egg: z.string().optional(),
  jar: z.string().optional(),
  maven: anything.optional(),
  pypi: anything.optional(),
  requirements: z.string().optional(),
  whl: z.string().optional(),
});

/** A task of a job: exactly one kind, and what all kinds have. */
export function taskSchema<Common extends z.core.$ZodLooseShape>(common: Common) {
  return z
    .strictObject({
      ...common,
      ...optional(taskKinds),
      task_key: z.string().regex(/^[\w-]{1,100}$/, 'expected letters, digits, _ and -, at most 100'),
      depends_on: z
        .array(z.strictObject({ task_key: z.string(), outcome: z.string().optional() }))
        .optional(),
      run_if: z
        .enum([
          'ALL_DONE',
          'ALL_FAILED',
          'ALL_SUCCESS',
          'AT_LEAST_ONE_FAILED',
          'AT_LEAST_ONE_SUCCESS',
          'NONE_FAILED',
        ])
        .optional(),
      max_retries: z.int().min(-1).optional(),
      min_retry_interval_millis: z.int().nonnegative().optional(),
      retry_on_timeout: z.boolean().optional(),
      disable_auto_optimization: z.boolean().optional(),
      disabled: z.boolean().optional(),
      environment_key: z.string().optional(),
      existing_cluster_id: z.string().optional(),
      job_cluster_key: z.string().optional(),
      new_cluster: anything.optional(),
      compute: anything.optional(),
      libraries: z.array(library).optional(),
      notification_settings: z
        .strictObject({
          alert_on_last_attempt: z.boolean().optional(),
          no_alert_for_canceled_runs: z.boolean().optional(),
          no_alert_for_skipped_runs: z.boolean().optional(),
        })
        .optional(),
    })
    .refine(
      (task) => Object.keys(task).filter((name) => kindNames.includes(name)).length === 1,
      'expected exactly one kind of task, such as notebook_task',
    );
}

type Optional<Shape extends z.core.$ZodLooseShape> = {
  [Name in keyof Shape]: z.ZodOptional<Shape[Name]>;
};

function optional<const Shape extends Record<string, z.ZodType>>(shape: Shape): Optional<Shape>;
function optional(shape: Record<string, z.ZodType>): Record<string, z.ZodOptional> {
  return Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.optional()]));
}
