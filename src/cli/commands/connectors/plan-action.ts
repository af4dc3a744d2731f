import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  ganttChart,
  type PlannedConnector,
  planConnector,
  planProblems,
  tradeOffChart,
} from '../../../connectors/plan/index.ts';
import { exitCode, HeadraceError } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { renderProblems } from '../../report/report-problem.ts';
import { styleFor } from '../../report/style.ts';
import type { ConnectorsPlanOptions } from './plan.ts';
import { planJson } from './plan-json.ts';
import { type PlanReportOptions, planText } from './plan-report.ts';

const usualGap = 0.05;

export async function connectorsPlan(options: ConnectorsPlanOptions): Promise<void> {
  const planned = await planConnector({
    root: options.project,
    name: options.sourceName ?? options.connectorName,
    list: options.csv ?? options.inputCsv,
    settingsFile: options.config,
    groupBy: options.groupBy,
    pipelines: options.auto ? 'auto' : options.pipelines,
    schedules: {
      snapshot: options.scheduleSnapshot,
      append: options.scheduleAppend,
      cdc: options.scheduleCdc,
      unknown: options.scheduleUnknown,
    },
    assumptions: {
      start_up_seconds: options.startUpSeconds,
      seconds_per_table: options.secondsPerTable,
      rows_per_second: options.rowsPerSecond,
      bytes_per_second: options.bytesPerSecond,
      seconds_per_request: options.secondsPerRequest,
      requests_per_second: options.requestsPerSecond,
      tables_at_once: options.tablesAtOnce,
      dbu_per_hour: options.dbuPerHour,
      usd_per_dbu: options.usdPerDbu,
      seconds_per_worker: options.secondsPerWorker,
    },
    maxTables: options.maxTablesPerPipeline,
    allowMoves: options.allowMoves ?? false,
    rebalance: options.rebalance === true ? usualGap : options.rebalance,
  });
  requireTradeOff(planned, options);
  const written = planned.refusal === undefined && !options.dryRun;
  if (written) await planned.write();
  report(planned, { ...options, written, charts: await writeCharts(planned, options), width: lineWidth() });
  if (planned.refusal === undefined) return;
  // For machines the refusal is in the answer.
  if (options.json) throw new Exit(exitCode.failed);
  throw new HeadraceError(planned.refusal, { exitCode: exitCode.failed });
}

/** @throws HeadraceError when a chart is asked for that there is nothing for. */
function requireTradeOff({ plan }: PlannedConnector, { tradeOffSvg: file }: ConnectorsPlanOptions): void {
  if (file === undefined || plan.tradeOff.length > 0) return;
  throw new HeadraceError(planProblems.noTradeOff({ file }), { exitCode: exitCode.usage });
}

/** Writes the charts that are asked for, and says where. */
async function writeCharts(
  { source, plan, comparison }: PlannedConnector,
  { ganttSvg, tradeOffSvg }: ConnectorsPlanOptions,
): Promise<string[]> {
  if (ganttSvg !== undefined) await writeChart(ganttSvg, await ganttChart(source, comparison));
  if (tradeOffSvg !== undefined) await writeChart(tradeOffSvg, await tradeOffChart(source, plan));
  return [ganttSvg, tradeOffSvg].filter((path) => path !== undefined);
}

async function writeChart(path: string, chart: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, chart);
}

function lineWidth(): number {
  return Math.min(120, process.stdout.columns ?? 100);
}

function report(planned: PlannedConnector, options: PlanReportOptions): void {
  const { problems } = planned;
  if (options.json) {
    process.stdout.write(`${JSON.stringify(planJson(planned, options.written))}\n`);
    return;
  }
  if (options.quiet) return;
  if (problems.length > 0)
    process.stderr.write(`${renderProblems(problems, styleFor(process.stderr), 5)}\n\n`);
  process.stdout.write(`${planText(planned, options, styleFor(process.stdout))}\n`);
}
