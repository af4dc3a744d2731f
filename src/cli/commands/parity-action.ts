import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  findSparkHome,
  type SparkHome,
  type SparkServer,
  type SparkSession,
  startSparkServer,
} from '../../engine/spark/index.ts';
import { type ExitCode, exitCode, systemClock } from '../../kernel/index.ts';
import { checkParity, type ParityProgress, type ParityReport } from '../../parity/index.ts';
import { acquireWriterLock, statePaths } from '../../state/index.ts';
import { commandLine } from '../command-line.ts';
import { Exit } from '../exit.ts';
import { type Interrupts, listenForInterrupts } from '../interrupts.ts';
import { openProject, selectTables } from '../open-project.ts';
import { parityJson, parityLines } from '../report/parity-report.ts';
import { statusLine } from '../report/status-line.ts';
import { styleFor } from '../report/style.ts';
import { showWarnings } from '../show-warnings.ts';
import type { ParityOptions } from './parity.ts';

export async function parity(names: readonly string[], options: ParityOptions): Promise<void> {
  const compiled = await openProject(options);
  const selected = selectTables(compiled, names, options);
  const command = commandLine(process.argv.slice(2));
  const paths = statePaths(compiled.project.root);
  const folder = join(paths.folder, 'parity');
  const lock = acquireWriterLock(join(paths.folder, 'parity.lock'), `process ${process.pid}, \`${command}\``);
  const interrupts = listenForInterrupts(false);
  const status = statusLine(options);
  let spark: LazySpark | undefined;
  try {
    // Said at once, not when DuckDB has done its part.
    const home = await findSparkHome(process.env);
    spark = lazySpark(home, join(folder, 'server'), interrupts);
    const report = await checkParity({
      compiled,
      selected,
      sample: options.sample,
      ignored: new Set(options.ignore ?? []),
      strictTypes: options.strictTypes ?? false,
      folder,
      schema: 'parity',
      openSpark: spark.open,
      concurrency: availableParallelism(),
      command,
      env: process.env,
      clock: systemClock,
      signal: interrupts.signal,
      onProgress: (progress) => status.show(progressLine(progress)),
    });
    status.clear();
    showWarnings(report.warnings, options);
    print(report, options, folder);
    const code = codeOf(report);
    if (code !== exitCode.done) throw new Exit(code);
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    status.clear();
    await spark?.close();
    interrupts.dispose();
    if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    lock.release();
  }
}

/** What is not for both engines is no failure, but not everything that was asked for either. */
function codeOf({ equal, tables }: ParityReport): ExitCode {
  if (equal) return exitCode.done;
  const isWrong = tables.some(({ status }) => status === 'different' || status === 'not_compared');
  return isWrong ? exitCode.failed : exitCode.partial;
}

interface LazySpark {
  open(): Promise<SparkSession>;
  close(): Promise<void>;
}

/** A server that starts when it is asked for, and ends even when it was still starting. */
function lazySpark(home: SparkHome, folder: string, { signal }: Interrupts): LazySpark {
  let starting: Promise<SparkServer> | undefined;
  const cores = availableParallelism();
  return {
    async open() {
      starting ??= startSparkServer({ home, folder, cores, env: process.env, signal, quick: true });
      return (await starting).connect();
    },
    async close() {
      const server = await starting?.catch(() => undefined);
      await server?.close();
    },
  };
}

function print(report: ParityReport, options: ParityOptions, folder: string): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(parityJson(report))}\n`);
    return;
  }
  if (options.quiet && report.equal) return;
  const lines = parityLines(report, styleFor(process.stdout));
  if (options.keep) lines.push(`both engines' tables are in ${folder}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function progressLine({ step, done, of }: ParityProgress): string {
  switch (step) {
    case 'sampling':
      return 'preparing raw data …';
    case 'duckdb':
      return `DuckDB: ${done} of ${of} tables …`;
    case 'spark':
      return `Spark: ${done} of ${of} tables …`;
    case 'comparing':
      return `comparing: ${done} of ${of} tables …`;
  }
}
