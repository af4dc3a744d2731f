import type { Compiled } from '../../plan/index.ts';
import type { BundleConfig } from '../../project/index.ts';
import { singleNode } from './compute.ts';
import type { Tree } from './factor.ts';
import { loadTasks } from './loader-resources.ts';
import type { BundlePipeline } from './pipelines-of.ts';
import { mapping } from './tree.ts';

const task = 'run_ldp_engine';

export interface JobRequest {
  readonly compiled: Compiled;
  readonly pipelines: readonly BundlePipeline[];
  /** The schedule in the platform's notation. */
  readonly quartz: string | undefined;
  /** The manifest, from the root. */
  readonly manifest: string;
}

/** The job that selects tables by tags and starts their pipelines, for a file one folder below the root. */
export function jobResources({ compiled, pipelines, quartz, manifest }: JobRequest): Tree {
  const { bundle, selection } = compiled.project;
  const { task: classic, performance } = bundle.compute;
  const parameters = {
    tags: bundle.parameters.tags,
    mode: bundle.parameters.mode,
    match: selection.match,
    full_refresh: 'false',
  };
  return mapping({
    name: `${bundle.name}_etl_pipeline`,
    ...trigger(bundle, quartz),
    // One run at a time is the platform's default, which presets of a target may change.
    queue: { enabled: bundle.queue },
    timeout_seconds: bundle.timeoutSeconds,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, default: value })),
    tasks: [
      mapping({
        task_key: task,
        spark_python_task: {
          python_file: '../pipelines/ldp_engine.py',
          parameters: taskParameters(Object.keys(parameters), manifest, pipelines),
        },
        ...(classic
          ? { job_cluster_key: 'small' }
          : // The platform adds no tries of its own to those that are asked for.
            { environment_key: 'default', disable_auto_optimization: true }),
        max_retries: bundle.retries.count,
        min_retry_interval_millis: bundle.retries.count > 0 ? bundle.retries.afterSeconds * 1000 : undefined,
      }),
      ...loadTasks(compiled.project, task),
    ],
    environments: classic ? undefined : [{ environment_key: 'default', spec: { environment_version: '4' } }],
    job_clusters: classic && [
      {
        job_cluster_key: 'small',
        new_cluster: singleNode({
          sparkVersion: classic.spark_version,
          nodeTypeId: classic.node_type_id,
          policyId: classic.policy_id,
        }),
      },
    ],
    performance_target: performance && (performance === 'optimized' ? 'PERFORMANCE_OPTIMIZED' : 'STANDARD'),
    ...jobNotifications(bundle),
    tags: bundle.tags,
  });
}

function taskParameters(
  names: readonly string[],
  manifest: string,
  pipelines: readonly BundlePipeline[],
): string[] {
  return [
    // One argument each: an empty text by itself would be an argument that may get lost.
    ...names.map((name) => `--${name.replace('_', '-')}={{job.parameters.${name}}}`),
    ...['--manifest', `\${workspace.file_path}/${manifest}`],
    ...['--catalog', `\${var.catalog}`, '--schema', `\${var.schema}`],
    ...pipelines.flatMap(({ key }) => ['--pipeline', `${key}=\${resources.pipelines.${key}.id}`]),
  ];
}

function trigger({ schedule }: BundleConfig, quartz: string | undefined): Record<string, Tree> {
  if (schedule === undefined || quartz === undefined) return {};
  return {
    schedule: {
      quartz_cron_expression: quartz,
      timezone_id: schedule.timezone,
      // Unless it is said, the mode and the presets of a target decide: development pauses schedules.
      ...(schedule.paused !== undefined && { pause_status: schedule.paused ? 'PAUSED' : 'UNPAUSED' }),
    },
  };
}

const alerts = {
  start: 'on_start',
  success: 'on_success',
  failure: 'on_failure',
  long: 'on_duration_warning_threshold_exceeded',
} as const;

/** Who a job tells about its runs. */
export function jobNotifications({
  notifications: { email, webhook, on },
  longSeconds,
}: Pick<BundleConfig, 'notifications' | 'longSeconds'>): Record<string, Tree> {
  const told = (receivers: readonly Tree[]): Record<string, Tree> =>
    mapping(Object.fromEntries(on.map((event) => [alerts[event], receivers])));
  return mapping({
    email_notifications: told(email),
    webhook_notifications: told(webhook.map((id) => ({ id }))),
    health:
      longSeconds === undefined
        ? undefined
        : { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: longSeconds }] },
  });
}
