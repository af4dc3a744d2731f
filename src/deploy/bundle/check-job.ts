import { isTimezone, nearest, type Problem } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';
import { toQuartz } from '../cron/index.ts';
import * as problem from './problems.ts';

/** What of the job would be refused, or would never do anything. */
export function checkJob(project: Project): Problem[] {
  return [...checkSchedule(project), ...checkNotifications(project), ...checkDefaultTag(project)];
}

function checkSchedule({ bundle: { schedule, places, at } }: Project): Problem[] {
  if (schedule === undefined) return [];
  const { cron, timezone } = schedule;
  const quartz = toQuartz(cron);
  const place = places.schedule ?? at;
  return [
    ...('problem' in quartz
      ? [problem.badSchedule({ cron, reason: quartz.problem, hint: quartz.hint }, place)]
      : []),
    ...(isTimezone(timezone)
      ? []
      : [
          problem.unknownTimezone(
            { timezone, meant: nearest(timezone, Intl.supportedValuesOf('timeZone')) },
            place,
          ),
        ]),
  ];
}

/** The platform calls at most that many destinations for one event. */
const maxWebhooks = 3;

function checkNotifications({ bundle }: Project): Problem[] {
  const { notifications, longSeconds, places, at } = bundle;
  const { webhook, on } = notifications;
  const place = places.notifications ?? at;
  return [
    ...(webhook.length > maxWebhooks
      ? [problem.manyWebhooks({ given: webhook.length, most: maxWebhooks }, place)]
      : []),
    ...(on.includes('long') && longSeconds === undefined ? [problem.neverLong({}, place)] : []),
  ];
}

/** Tags of the job's default that no table has: a run without parameters would fail. */
function checkDefaultTag({ bundle, tables }: Project): Problem[] {
  const { parameters, places, at } = bundle;
  const known = new Set([...tables.values()].flatMap(({ tags }) => tags));
  return parameters.tags
    .split(/[[\],"]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !known.has(tag))
    .map((tag) => problem.noDefaultTag({ tag }, places.parameters ?? at));
}
