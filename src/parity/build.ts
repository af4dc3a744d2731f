import { join } from 'node:path';
import { runPlan } from '../engine/duckdb/index.ts';
import { buildOnSpark, type SparkSession } from '../engine/spark/index.ts';
import type { Compiled } from '../plan/index.ts';
import type { TableOutcome, UnstampedEvent } from '../run/index.ts';
import type { ParityProgress, ParityRequest } from './types.ts';

/** What became of each table. */
export type Outcomes = ReadonlyMap<string, TableOutcome>;

/** Builds all tables of the scratch project with DuckDB, into its own folder. */
export async function buildWithDuckDB(scratch: Compiled, request: ParityRequest): Promise<Outcomes> {
  const { concurrency, command, env, clock, signal } = request;
  const selected = new Set(scratch.tables.keys());
  const { outcomes } = await runPlan({
    compiled: scratch,
    selected,
    mode: 'batch',
    force: new Set(),
    fullRefresh: new Set(),
    settled: new Set(),
    confirmLoss: async () => true,
    concurrency,
    triggerMs: 0,
    vars: '',
    command,
    env,
    clock,
    signal,
    stop: signal,
    onEvent: countFinished('duckdb', selected.size, request),
  });
  return outcomes;
}

/**
 * Builds tables of the scratch project with Spark, from the same raw data and with the same schemas. Spark
 * takes a pipeline as a whole or not at all: it is asked again without the tables that it refuses.
 */
export async function buildWithSpark(
  session: SparkSession,
  scratch: Compiled,
  selected: ReadonlySet<string>,
  request: ParityRequest,
): Promise<Outcomes> {
  const { folder, schema } = request;
  const outcomes = new Map<string, TableOutcome>();
  const emit = countFinished('spark', selected.size, request);
  let left = selected;
  while (left.size > 0) {
    const found = await buildOnSpark({
      session,
      folder: join(folder, 'spark'),
      schema,
      compiled: scratch,
      selected: left,
      fullRefresh: new Set(),
      emit,
    });
    for (const [name, outcome] of found) outcomes.set(name, outcome);
    left = stillToBuild(scratch, left, found);
  }
  return outcomes;
}

/** Tables that were not built, though neither they nor what they are made from failed. */
function stillToBuild(
  { graph }: Compiled,
  selected: ReadonlySet<string>,
  outcomes: Outcomes,
): ReadonlySet<string> {
  const status = (name: string): string | undefined => outcomes.get(name)?.status;
  const failed = new Set([...selected].filter((name) => status(name) === 'failed'));
  // Without a failure there is no reason to hope that it goes better the next time.
  if (failed.size === 0) return new Set();
  for (const name of failed) for (const output of graph.outputs.get(name) ?? []) failed.add(output);
  const done = (name: string): boolean => status(name) === 'built' || status(name) === 'skipped';
  return new Set([...selected].filter((name) => !failed.has(name) && !done(name)));
}

/** Tells how many tables are finished; one may be more than once. */
function countFinished(
  step: ParityProgress['step'],
  of: number,
  { onProgress }: ParityRequest,
): (event: UnstampedEvent) => void {
  const finished = new Set<string>();
  onProgress({ step, done: 0, of });
  return (event) => {
    if (event.type === 'table_finished') onProgress({ step, done: finished.add(event.table).size, of });
  };
}
