import type { Assumptions } from './assumptions.ts';
import type { PipelineClass, PlanItem } from './cells.ts';
import { type Run, simulate } from './simulate.ts';

/** A pipeline of a plan, before it is known what it costs. */
export interface PipelineTables {
  readonly group: string;
  readonly class: PipelineClass;
  readonly items: readonly PlanItem[];
}

/** A pipeline with what its runs are expected to take. */
export interface PlannedPipeline extends PipelineTables {
  /** Seconds of reading in a run. */
  readonly work: number;
  /** Requests in a run. */
  readonly calls: number;
  /** Seconds of a run on its schedule, start-up and waiting for the rate limit included. */
  readonly run: number;
  /** The share of its period that a run takes; above 1 runs are skipped. */
  readonly busy: number;
  /** Runs that do take place. */
  readonly runsPerDay: number;
  readonly usdPerDay: number;
  /** Workers of a classic cluster for so much work. */
  readonly workers: number;
}

export interface Estimate {
  readonly pipelines: readonly PlannedPipeline[];
  /** The runs of all pipelines when they start together. */
  readonly runs: readonly Run[];
  /** Seconds until all have ended then. */
  readonly seconds: number;
  readonly usdPerDay: number;
  /** Seconds below which no number of pipelines gets, for the requests of the busiest connection alone. */
  readonly floor: number;
}

const mostWorkers = 8;

/** What pipelines take in time and money. Those of one connection and schedule always run together. */
export function estimate(pipelines: readonly PipelineTables[], assumptions: Assumptions): Estimate {
  const together = Map.groupBy(pipelines.keys(), (index) => {
    const { connection, pace } = pipelines[index]?.class ?? {};
    return JSON.stringify([connection, pace?.quartz]);
  });
  const own = new Map(
    [...together.values()].flatMap((indexes) =>
      simulate(
        indexes.map((index) => pipelines[index]?.items ?? []),
        assumptions,
      ).map((run, at): [number | undefined, Run] => [indexes[at], run]),
    ),
  );
  const planned = pipelines.map((pipeline, index) =>
    plannedPipeline(pipeline, own.get(index)?.seconds ?? 0, assumptions),
  );
  const runs = simulate(
    pipelines.map(({ items }) => items),
    assumptions,
  );
  return {
    pipelines: planned,
    runs,
    seconds: Math.max(0, ...runs.map(({ seconds }) => seconds)),
    usdPerDay: planned.reduce((sum, { usdPerDay }) => sum + usdPerDay, 0),
    floor: assumptions.start_up_seconds + busiest(planned) / assumptions.requests_per_second,
  };
}

function plannedPipeline(pipeline: PipelineTables, run: number, assumptions: Assumptions): PlannedPipeline {
  const { pace } = pipeline.class;
  const work = pipeline.items.reduce((sum, { load }) => sum + load.seconds, 0);
  // A run that is not over when the next one is due makes that one be skipped.
  const runsPerDay = pace.runsPerDay / Math.max(1, Math.ceil(run / pace.period));
  return {
    ...pipeline,
    work,
    calls: pipeline.items.reduce((sum, { load }) => sum + load.calls, 0),
    run,
    busy: run / pace.period,
    runsPerDay,
    usdPerDay: runsPerDay * run * usdPerSecond(assumptions),
    workers: Math.min(mostWorkers, Math.max(1, Math.ceil(work / assumptions.seconds_per_worker))),
  };
}

/** What a second of a running pipeline costs. */
export function usdPerSecond({ dbu_per_hour, usd_per_dbu }: Assumptions): number {
  return (dbu_per_hour * usd_per_dbu) / 3600;
}

/** Requests of the connection that makes most of them. */
function busiest(pipelines: readonly PlannedPipeline[]): number {
  const byConnection = Map.groupBy(pipelines, ({ class: { connection } }) => connection);
  return Math.max(
    0,
    ...[...byConnection.values()].map((members) => members.reduce((sum, { calls }) => sum + calls, 0)),
  );
}
