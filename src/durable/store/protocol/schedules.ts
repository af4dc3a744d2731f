import type { ScheduleCreateReq, ScheduleDeleteReq, ScheduleGetReq, ScheduleRecord } from '@resonatehq/sdk';
import { CronExpressionParser } from 'cron-parser';
import { createPromise } from './promises.ts';
import { ok, type Reply, refused } from './reply.ts';
import type { Call } from './store.ts';

export function getSchedule({ store }: Call, { id }: ScheduleGetReq['data']): Reply {
  const schedule = store.schedule(id);
  return schedule ? ok({ schedule }) : refused(404, 'Schedule not found');
}

/** Creating a schedule twice is creating it once: the first definition stays. */
export function createSchedule({ store, now }: Call, data: ScheduleCreateReq['data']): Reply {
  if (!('resonate:target' in data.promiseTags)) {
    return refused(400, 'promiseTags must include a resonate:target tag');
  }
  const existing = store.schedule(data.id);
  if (existing) return ok({ schedule: existing });
  const nextRunAt = following(data.cron, now);
  if (nextRunAt === undefined) return refused(400, 'Invalid cron expression');
  const { id, cron, promiseId, promiseTimeout, promiseParam, promiseTags } = data;
  const promise = { promiseId, promiseTimeout, promiseParam, promiseTags };
  const schedule: ScheduleRecord = { id, cron, ...promise, createdAt: now, nextRunAt };
  store.putSchedule(schedule);
  return ok({ schedule });
}

export function deleteSchedule({ store }: Call, { id }: ScheduleDeleteReq['data']): Reply {
  if (!store.schedule(id)) return refused(404, 'Schedule not found');
  store.removeSchedule(id);
  return ok();
}

/**
 * Creates the promise of a schedule whose time has come, and moves the schedule on by one time: those
 * that were missed while nothing ran follow one by one.
 */
export function fire(call: Call, schedule: ScheduleRecord): void {
  const { id, cron, nextRunAt: at } = schedule;
  const promiseId = schedule.promiseId.replaceAll('{{.id}}', id).replaceAll('{{.timestamp}}', String(at));
  const lineage = {
    'resonate:origin': promiseId,
    'resonate:branch': promiseId,
    'resonate:parent': promiseId,
  };
  createPromise(call, {
    id: promiseId,
    timeoutAt: at + schedule.promiseTimeout,
    param: schedule.promiseParam,
    tags: { ...lineage, ...schedule.promiseTags, 'resonate:schedule': id },
  });
  const nextRunAt = following(cron, at);
  if (nextRunAt === undefined) call.store.removeSchedule(id);
  else call.store.putSchedule({ ...schedule, nextRunAt, lastRunAt: at });
}

/** The first time of a cron expression after `time`, in the machine's time zone; undefined for an invalid one. */
function following(cron: string, time: number): number | undefined {
  try {
    return CronExpressionParser.parse(cron, { currentDate: new Date(time) })
      .next()
      .getTime();
  } catch {
    return undefined;
  }
}
