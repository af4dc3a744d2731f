import type { Certificate, Move, PlannedConnector, PlannedPipeline } from '../../../connectors/plan/index.ts';

/** The plan for machines. Times are seconds. */
export function planJson(
  { refusal, source, paths, plan, comparison, assumptions, problems, changes }: PlannedConnector,
  written: boolean,
) {
  const { estimate, proposal, recommendation } = plan;
  return {
    name: source,
    list: paths.list,
    lock: paths.lock,
    written,
    changes,
    group_by: plan.groupBy,
    pipelines: estimate.pipelines.map(pipelineJson),
    seconds: estimate.seconds,
    usd_per_day: estimate.usdPerDay,
    balance: plan.certificates.map(certificateJson),
    added: plan.added,
    removed: plan.removed,
    gone: plan.gone,
    moves: plan.moves.map(moveJson),
    proposal: proposal
      ? { moves: proposal.moves.map(moveJson), balance: proposal.certificates.map(certificateJson) }
      : null,
    trade_off: plan.tradeOff.map(({ pipelines, seconds, floor, usdPerDay, late, groups }) => ({
      ...{ pipelines, seconds, floor, usd_per_day: usdPerDay, late, groups },
    })),
    recommendation: recommendation
      ? { pipelines: recommendation.point.pipelines, reasons: recommendation.reasons }
      : null,
    one_pipeline: { seconds: comparison.before.seconds, usd_per_day: comparison.before.usdPerDay },
    assumptions,
    problems: [...problems, ...(refusal ? [refusal] : [])],
  };
}

function pipelineJson(pipeline: PlannedPipeline) {
  const { schedule, connection, flow, pace } = pipeline.class;
  return {
    pipeline_group: pipeline.group,
    schedule,
    period: pace.period,
    connection_name: connection ?? null,
    flow,
    work: pipeline.work,
    run: pipeline.run,
    busy: pipeline.busy,
    calls: pipeline.calls,
    runs_per_day: pipeline.runsPerDay,
    usd_per_day: pipeline.usdPerDay,
    num_workers: pipeline.workers,
    tables: pipeline.items.map(({ table, load }) => ({
      source_table: table.sourceTable,
      seconds: load.seconds,
      basis: load.basis,
    })),
  };
}

function certificateJson(certificate: Certificate) {
  const { class: own, makespan, lowerBound, gap, proven, pipelines, tables } = certificate;
  const { schedule, connection, flow } = own;
  return {
    ...{ schedule, connection_name: connection ?? null, flow, pipelines, tables },
    ...{ makespan, lower_bound: lowerBound, gap, proven },
  };
}

function moveJson({ item: { table, load }, from, to, usd }: Move) {
  return { source_table: table.sourceTable, from, to, seconds: load.seconds, usd, rows: table.rows ?? null };
}
