import { databricksRunProblems } from '../../engine/databricks/index.ts';
import { type Clock, type ExitCode, exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { chooseGroups } from './choose-groups.ts';
import { connect } from './connect.ts';
import { findDeployed } from './find-deployed.ts';
import type { OpenConnector } from './open-connector.ts';
import type { ConnectorRunEvent, RunNews } from './run-events.ts';
import { type GroupOutcome, runGroup } from './run-group.ts';

export interface RunGroupsRequest {
  readonly connector: OpenConnector;
  /** Groups to run (default: all). */
  readonly groups?: readonly string[] | undefined;
  /** A profile of .databrickscfg that was asked for. */
  readonly profile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Stops all updates that were started here, and waits for their end. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: ConnectorRunEvent) => void;
}

export interface RunGroupsResult {
  readonly groups: readonly GroupOutcome[];
  readonly exitCode: ExitCode;
}

/**
 * Starts an update of each group's pipeline, all at once, and follows them to their ends. They share nothing: what
 * fails in one leaves the others alone.
 *
 * @throws HeadraceError when it cannot begin: a group that is not there (exit code 2), pipelines that are not
 * deployed (2), no workspace or credentials (2), a workspace that cannot be reached (5).
 */
export async function runGroups(request: RunGroupsRequest): Promise<RunGroupsResult> {
  const { connector, clock, signal, env, profile, onEvent } = request;
  const { source, target } = connector;
  const emit = (news: RunNews): void => onEvent({ at: clock.now(), ...news });
  const warn = (problem: Problem): void => emit({ type: 'warning', problem });
  const pipelines = chooseGroups(connector.pipelines, request.groups);
  const workspace = connect({ env, target, profile, clock, onWarning: warn });
  const { found, problems } = await findDeployed(workspace, { source, target, pipelines }, signal);
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });

  const begun = clock.now();
  emit({
    ...{ type: 'run_started', source, target: target.name, host: workspace.host },
    groups: found.map(({ pipeline: { group, tables }, name }) => ({
      ...{ group, pipeline: name },
      tables: tables.map(({ sourceTable }) => sourceTable),
    })),
  });
  const active = new Set<string>();
  const onInterrupt = (): void => {
    if (active.size > 0) warn(databricksRunProblems.stopping({ pipelines: [...active] }));
  };
  signal.addEventListener('abort', onInterrupt);
  const context = { workspace, source, clock, signal, emit, active };
  const ended = await Promise.allSettled(found.map((deployed) => runGroup(context, deployed))).finally(() =>
    signal.removeEventListener('abort', onInterrupt),
  );
  const groups = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const sum = (of: (outcome: GroupOutcome) => number): number =>
    groups.reduce((total, outcome) => total + of(outcome), 0);
  const [done, failed, stopped] = (['done', 'failed', 'stopped'] as const).map((status) =>
    sum((outcome) => (outcome.status === status ? 1 : 0)),
  );
  emit({
    type: 'run_finished',
    status: signal.aborted ? 'interrupted' : failed ? 'failed' : 'done',
    ...{ done: done ?? 0, failed: failed ?? 0, stopped: stopped ?? 0 },
    rows: sum(({ rows }) => rows),
    duration_ms: clock.now() - begun,
    sequential_ms: sum(({ durationMs }) => durationMs),
  });
  return { groups, exitCode: signal.aborted ? exitCode.interrupted : codeOf(groups) };
}

/** Groups that are all busy, or all out of reach, have a code of their own. */
function codeOf(groups: readonly GroupOutcome[]): ExitCode {
  const codes = groups.flatMap(({ status, exitCode: code }) => (status === 'failed' ? [code] : []));
  if (codes.length === 0) return exitCode.done;
  const special = [exitCode.locked, exitCode.unreachable].find((code) => codes.every((one) => one === code));
  return special ?? exitCode.failed;
}
