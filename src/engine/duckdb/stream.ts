import type { Graph } from '../../plan/index.ts';
import type { TableOutcome } from '../../run/index.ts';
import { sweep } from '../../warehouse/index.ts';
import type { RunContext } from './context.ts';
import { execute } from './execute.ts';
import { inputStartedOver, kindChanged, pythonNeedsSpark, sourceUndecided } from './problems.ts';

export interface StreamOptions {
  readonly concurrency: number;
  /** From the start of one trigger to the start of the next (ms). */
  readonly triggerMs: number;
  /** Ends the stream after the current trigger. */
  readonly stop: AbortSignal;
  readonly random: () => number;
}

const longestDelayMs = 60_000;
const triggersPerSweep = 60;
/** What only another project or another engine can mend: trying again is of no use. */
const hopeless: ReadonlySet<string> = new Set(
  [pythonNeedsSpark, sourceUndecided, kindChanged, inputStartedOver].map(({ code }) => code),
);

/** 1 s, 2 s, 4 s, … up to a minute; half of it by chance, so that many do not knock at once. */
export function retryDelay(attempt: number, random: () => number): number {
  const full = Math.min(longestDelayMs, 1000 * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random() / 2));
}

/**
 * Trigger after trigger until stopped: each takes what has new input, in graph order. A table that
 * fails rests for a growing while, and the tables behind it with it; the others go on.
 *
 * @returns each table's last outcome.
 */
export async function stream(
  context: RunContext,
  graph: Graph,
  options: StreamOptions,
): Promise<ReadonlyMap<string, TableOutcome>> {
  const { clock, emit, signal } = context;
  const last = new Map<string, TableOutcome>();
  const failures = new Map<string, { attempt: number; until: number }>();
  // What is forced or started over is so once, not with every trigger.
  const force = new Set(context.options.force);
  const fullRefresh = new Set(context.options.fullRefresh);
  const settled = new Set(context.options.settled);
  const once = { ...context, options: { ...context.options, force, fullRefresh, settled } };

  for (let trigger = 1; !options.stop.aborted && !signal.aborted; trigger += 1) {
    const startedAt = clock.now();
    const resting = new Set([...failures].flatMap(([name, { until }]) => (until > startedAt ? [name] : [])));
    const built: string[] = [];
    let rows = 0;
    let lagMs: number | undefined;
    await execute(
      once,
      graph,
      options.concurrency,
      ({ outcome, lagMs: lag }) => {
        const { table, status } = outcome;
        const before = last.get(table);
        if (status !== 'skipped' || !before || before.status !== 'built') last.set(table, outcome);
        if (status === 'built') {
          built.push(table);
          force.delete(table);
          fullRefresh.delete(table);
          settled.add(table);
          if (lag !== undefined) {
            rows += outcome.rowsAdded ?? 0;
            lagMs = Math.max(lagMs ?? 0, lag);
          }
        }
        if (status === 'failed') {
          const attempt = (failures.get(table)?.attempt ?? 0) + 1;
          const delayMs = retryDelay(attempt, options.random);
          const problems = outcome.problems ?? [];
          if (problems.some(({ code }) => hopeless.has(code))) {
            failures.set(table, { attempt, until: Number.POSITIVE_INFINITY });
          } else {
            failures.set(table, { attempt, until: clock.now() + delayMs });
            emit({ type: 'table_retry', table, attempt, delayMs, problems });
          }
        } else if (status === 'built' || status === 'skipped') failures.delete(table);
        // Standing still is not news; having recovered is.
        const recovered = before?.status === 'failed' || before?.status === 'blocked';
        if (status === 'built' || (status !== before?.status && (status !== 'skipped' || recovered))) {
          emit({ type: 'table_finished', ...outcome });
        }
      },
      resting,
    );
    if (built.length > 0) {
      emit({ type: 'trigger_finished', trigger, durationMs: clock.now() - startedAt, rows, lagMs, built });
    }
    if (trigger % triggersPerSweep === 0) sweep(context.db, context.paths);
    await clock.sleep(Math.max(0, startedAt + options.triggerMs - clock.now()), options.stop);
  }
  return last;
}
