import type { Assumptions } from './assumptions.ts';
import type { PlanItem } from './cells.ts';

/** A table being read; seconds from the start of the pipeline. */
export interface Bar {
  readonly item: PlanItem;
  /** Which of the tables that are read at once it is. */
  readonly lane: number;
  readonly start: number;
  readonly end: number;
}

/** What a run of a pipeline looks like. */
export interface Run {
  readonly bars: readonly Bar[];
  /** From its start, start-up included. */
  readonly seconds: number;
}

interface Job {
  readonly item: PlanItem;
  readonly pipeline: number;
  readonly lane: number;
  readonly start: number;
  left: number;
}

/**
 * Runs pipelines together, all started at once: after start-up each reads its tables, the longest first, so many at
 * once as assumed. Where those of one connection ask for more requests per second than it may make, all of them slow
 * down by the same share.
 */
export function simulate(pipelines: readonly (readonly PlanItem[])[], assumptions: Assumptions): Run[] {
  const waiting = pipelines.map((items) => items.toSorted((a, b) => b.load.seconds - a.load.seconds));
  const next = waiting.map(() => 0);
  const bars = pipelines.map((): Bar[] => []);
  const active: Job[] = [];
  let now = assumptions.start_up_seconds;
  const begin = (pipeline: number, lane: number): void => {
    const item = waiting[pipeline]?.[next[pipeline] ?? 0];
    if (item === undefined) return;
    next[pipeline] = (next[pipeline] ?? 0) + 1;
    active.push({ item, pipeline, lane, start: now, left: item.load.seconds });
  };
  for (const pipeline of pipelines.keys()) {
    for (let lane = 0; lane < assumptions.tables_at_once; lane += 1) begin(pipeline, lane);
  }
  while (active.length > 0) {
    const speeds = speedsOf(active, assumptions.requests_per_second);
    const speed = ({ item }: Job): number =>
      item.load.calls === 0 ? 1 : (speeds.get(connectionOf(item)) ?? 1);
    const step = Math.min(...active.map((job) => job.left / speed(job)));
    now += step;
    const done = active.filter((job) => {
      job.left -= step * speed(job);
      return job.left <= 1e-9;
    });
    for (const job of done) {
      active.splice(active.indexOf(job), 1);
      bars[job.pipeline]?.push({ item: job.item, lane: job.lane, start: job.start, end: now });
      begin(job.pipeline, job.lane);
    }
  }
  return bars.map((mine) => ({
    bars: mine,
    seconds: Math.max(assumptions.start_up_seconds, ...mine.map(({ end }) => end)),
  }));
}

/** The share of full speed that the limit leaves to each connection. */
function speedsOf(active: readonly Job[], limit: number): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { item } of active) {
    const connection = connectionOf(item);
    wanted.set(
      connection,
      (wanted.get(connection) ?? 0) + item.load.calls / Math.max(item.load.seconds, 1e-9),
    );
  }
  return new Map([...wanted].map(([connection, rate]) => [connection, rate > limit ? limit / rate : 1]));
}

function connectionOf({ class: { connection = '' } }: PlanItem): string {
  return connection;
}
