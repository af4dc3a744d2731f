import type { Clock } from '../../kernel/index.ts';
import type { TableOutcome, TableStatus, UnstampedEvent } from '../../run/index.ts';
import { listRawFiles } from '../duckdb/index.ts';
import { buildOnSpark, type SparkBuild } from './build.ts';
import { hasNewFiles, ledgerFile, readLedger } from './ledger.ts';

interface StreamOptions {
  readonly clock: Clock;
  /** From the start of one trigger to the start of the next (ms). */
  readonly triggerMs: number;
  /** Ends the stream after the current trigger. */
  readonly stop: AbortSignal;
  readonly random: () => number;
}

const longestDelayMs = 60_000;

/**
 * Trigger after trigger until stopped: each is a run of the pipeline over what is new. Where all rows come
 * from raw files that we know, Spark is only asked when one has come or changed. After a failure it rests for
 * a while that doubles, with some chance in it.
 */
export async function streamOnSpark(stream: SparkBuild, options: StreamOptions): Promise<void> {
  const { clock, stop, triggerMs, random } = options;
  const build = { ...stream, emit: newsOnly(stream.emit) };
  let fullRefresh = build.fullRefresh;
  let failures = 0;
  for (let trigger = 1; !stop.aborted; ) {
    const startedAt = clock.now();
    let rest = 0;
    if (trigger === 1 || failures > 0 || (await hasNews(build))) {
      const outcomes = [...(await buildOnSpark({ ...build, fullRefresh })).values()];
      const built = outcomes.filter(({ status }) => status === 'built');
      const durationMs = clock.now() - startedAt;
      const names = built.map(({ table }) => table);
      const rows = rowsTakenIn(build, built);
      build.emit({ type: 'trigger_finished', trigger, durationMs, rows, lagMs: undefined, built: names });
      // What is started over is so once, not with every trigger.
      fullRefresh = fullRefresh.difference(new Set(names));
      const failed = outcomes.filter(({ status }) => status === 'failed');
      failures = failed.length > 0 ? failures + 1 : 0;
      if (failures > 0)
        rest = Math.round(Math.min(longestDelayMs, 1000 * 2 ** (failures - 1)) * (0.5 + random() / 2));
      for (const { table, problems = [] } of failed) {
        build.emit({ type: 'table_retry', table, attempt: failures, delayMs: rest, problems });
      }
      trigger += 1;
    }
    await clock.sleep(Math.max(0, rest, startedAt + triggerMs - clock.now()), stop);
  }
}

/** Standing still is not news; having recovered is. */
function newsOnly(emit: SparkBuild['emit']): (event: UnstampedEvent) => void {
  const last = new Map<string, TableStatus>();
  return (event) => {
    if (event.type === 'table_finished') {
      const { table, status } = event;
      const before = last.get(table);
      last.set(table, status);
      const same = status === before || (status === 'skipped' && before === 'built');
      if (status !== 'built' && same) return;
    }
    emit(event);
  };
}

function rowsTakenIn({ compiled }: SparkBuild, built: readonly TableOutcome[]): number {
  return built.reduce((sum, { table, rowsAdded, rows = 0 }) => {
    const found = compiled.tables.get(table);
    const takesIn = found?.table.source !== undefined || found?.inputs.length === 0;
    return sum + (takesIn && found?.table.kind === 'streaming_table' ? (rowsAdded ?? rows) : 0);
  }, 0);
}

async function hasNews({ compiled, selected, folder }: SparkBuild): Promise<boolean> {
  const ledger = await readLedger(ledgerFile(folder));
  for (const name of selected) {
    const found = compiled.tables.get(name);
    const { source, transformation } = found?.table ?? {};
    if (source?.type === 'files') {
      const { files } = await listRawFiles(compiled.project.root, source, async () => []);
      if (hasNewFiles(ledger[name], files)) return true;
    } else if (transformation?.language === 'python' && found?.inputs.length === 0) {
      // Nobody but Python knows what it reads.
      return true;
    }
  }
  return false;
}
