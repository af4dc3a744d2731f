import { jobNotifications, mapping, type Tree } from '../../deploy/index.ts';
import { buildNotifications } from '../../project/index.ts';
import type { ConnectorSettings } from '../settings/index.ts';
import { tagsOf } from './pipeline-resource.ts';
import type { IngestPipeline } from './pipelines.ts';

/** The job that starts a pipeline by its schedule. */
export function jobResource({ group, names, quartz }: IngestPipeline, settings: ConnectorSettings): Tree {
  return mapping({
    name: names.job,
    schedule:
      quartz === undefined
        ? undefined
        : {
            quartz_cron_expression: quartz,
            timezone_id: settings.timezone ?? 'UTC',
            pause_status: settings.groups?.[group]?.pause_status ?? settings.pause_status ?? 'UNPAUSED',
          },
    max_concurrent_runs: 1,
    // A run that comes due while one is at work would only find the same rows: it is skipped, not kept waiting.
    queue: { enabled: false },
    tasks: [
      { task_key: 'ingest', pipeline_task: { pipeline_id: `\${resources.pipelines.${names.key}.id}` } },
    ],
    ...jobNotifications({
      notifications: buildNotifications(settings.notifications),
      longSeconds: undefined,
    }),
    tags: tagsOf(group, settings),
  });
}
