import type { Clock } from '../../kernel/index.ts';
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
 * Trigger after trigger until stopped: each is a run of the pipeline over what is new. Spark is only asked
 * when a raw file has come or changed, for nothing else can bring rows. After a failure it rests for a while
 * that doubles, with some chance in it.
 */
export async function streamOnSpark(build: SparkBuild, options: StreamOptions): Promise<void> {
  const { clock, stop, triggerMs, random } = options;
  let fullRefresh = build.fullRefresh;
  let failures = 0;
  for (let trigger = 1; !stop.aborted; ) {
    const startedAt = clock.now();
    if (trigger === 1 || failures > 0 || (await hasNews(build))) {
      const outcomes = [...(await buildOnSpark({ ...build, fullRefresh })).values()];
      const built = outcomes.filter(({ status }) => status === 'built');
      const rows = built.reduce((sum, { table, rowsAdded, rows = 0 }) => {
        const { kind, source } = build.compiled.tables.get(table)?.table ?? {};
        return sum + (kind === 'streaming_table' && source ? (rowsAdded ?? rows) : 0);
      }, 0);
      const durationMs = clock.now() - startedAt;
      const names = built.map(({ table }) => table);
      build.emit({ type: 'trigger_finished', trigger, durationMs, rows, lagMs: undefined, built: names });
      // What is started over is so once, not with every trigger.
      fullRefresh = new Set();
      failures = outcomes.some(({ status }) => status === 'failed') ? failures + 1 : 0;
      trigger += 1;
    }
    const rest =
      failures === 0 ? 0 : Math.min(longestDelayMs, 1000 * 2 ** (failures - 1)) * (0.5 + random() / 2);
    await clock.sleep(Math.max(0, rest, startedAt + triggerMs - clock.now()), stop);
  }
}

async function hasNews({ compiled, selected, folder }: SparkBuild): Promise<boolean> {
  const ledger = await readLedger(ledgerFile(folder));
  for (const name of selected) {
    const source = compiled.tables.get(name)?.table.source;
    if (source?.type !== 'files') continue;
    const { files } = await listRawFiles(compiled.project.root, source, async () => []);
    if (hasNewFiles(ledger[name], files)) return true;
  }
  return false;
}
