import { type ExitCode, exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import { limiter } from '../../run/index.ts';
import { interruptible } from '../interruptible.ts';
import type { LoadingReport } from '../record/events.ts';
import { type LoaderSettings, resolveSettings } from '../settings/settings.ts';
import { syncVariables } from '../settings/variables.ts';
import { Clusters } from './clusters.ts';
import { type LoadContext, loadTable } from './load-table.ts';
import { type LoadPlan, planLoads } from './plan.ts';
import type { LoadOutcome, LoadsReport, LoadsRequest, OutcomeStatus } from './request.ts';

/**
 * Loads everything that is asked for, several at a time. Nothing is begun unless all of it makes sense; after
 * that each goes its own way, whatever becomes of the others.
 *
 * @throws HeadraceError for what makes no sense; and, where one load was asked for, as `loadTable` does.
 */
export async function runLoads(request: LoadsRequest): Promise<LoadsReport> {
  const { signal, flags, clock = systemClock, onOutcome } = request;
  const { plans, several } = planLoads(request);
  const parallel = Math.min(request.parallel, plans.length);
  const settings = shared(resolveSettings({ flags, env: environment(request.env), config: {} }), parallel);
  const clusters = new Clusters(settings.batchSize, signal);
  const { root, project, env, restart, dryRun, deadLetters } = request;
  const run = async (plan: LoadPlan): Promise<LoadOutcome> => {
    if (signal.aborted) return ended(plan, 'not started', exitCode.interrupted);
    let counts: LoadOutcome['counts'] = nothing;
    const onEvent: LoadContext['onEvent'] = (event) => {
      if (event.type === 'load_progress') {
        const { read, stored, stale, dead } = event;
        counts = { read, stored, stale, dead };
      }
      request.onEvent(event, plan.label);
    };
    try {
      const context = { root, project, env, settings, clusters, parallel, restart, dryRun, deadLetters };
      const report = await interruptible(signal, () =>
        loadTable(plan, { ...context, signal, onEvent, clock }),
      );
      return succeeded(plan, report);
    } catch (error) {
      return failed(plan, error, counts);
    }
  };
  try {
    const limit = limiter(parallel);
    const loads = await Promise.all(
      plans.map((plan) =>
        limit(async () => {
          const outcome = await run(plan);
          if (several) onOutcome?.(outcome);
          return outcome;
        }),
      ),
    );
    const [only] = loads;
    if (!several && only?.error !== undefined) throw only.error;
    return { several, loads, exitCode: worst(loads) };
  } finally {
    await clusters.close();
  }
}

/** Loads side by side read ahead, all together, no more than one would. */
function shared(settings: LoaderSettings, parallel: number): LoaderSettings {
  const { windowRecords, windowBytes } = settings.limits;
  const limits = {
    ...settings.limits,
    windowRecords: Math.ceil(windowRecords / parallel),
    windowBytes: Math.ceil(windowBytes / parallel),
  };
  return { ...settings, limits };
}

/** Without what only a sync asks for. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !syncVariables.has(name)));
}

/** The strongest first. What can be mended by doing it again counts less than what cannot. */
const severity: readonly ExitCode[] = [
  exitCode.interrupted,
  exitCode.failed,
  exitCode.usage,
  exitCode.unreachable,
  exitCode.locked,
  exitCode.partial,
];

function worst(loads: readonly LoadOutcome[]): ExitCode {
  return severity.find((code) => loads.some((load) => load.exitCode === code)) ?? exitCode.done;
}

const nothing: LoadOutcome['counts'] = { read: 0, stored: 0, stale: 0, dead: 0 };

function ended(
  { label, sourceTable, dataSource, batchId, index }: LoadPlan,
  status: OutcomeStatus,
  code: ExitCode,
): LoadOutcome {
  return {
    load: label,
    ...{ sourceTable, dataSource, batchId, status },
    index: index.name,
    exitCode: code,
    counts: nothing,
    report: undefined,
  };
}

function succeeded(plan: LoadPlan, report: LoadingReport): LoadOutcome {
  const { read, stored, stale, dead, mode } = report;
  const status = dead > 0 ? 'dead letters' : mode === 'none' ? 'already loaded' : 'done';
  const code = dead > 0 ? exitCode.partial : exitCode.done;
  return { ...ended(plan, status, code), counts: { read, stored, stale, dead }, report };
}

function failed(plan: LoadPlan, error: unknown, counts: LoadOutcome['counts']): LoadOutcome {
  const code = error instanceof HeadraceError ? error.exitCode : exitCode.failed;
  return { ...ended(plan, statuses.get(code) ?? 'failed', code), counts, error };
}

const statuses: ReadonlyMap<ExitCode, OutcomeStatus> = new Map([
  [exitCode.locked, 'locked'],
  [exitCode.unreachable, 'unreachable'],
  [exitCode.interrupted, 'interrupted'],
]);
