import type { Comparison } from './compare.ts';
import type { ConnectorPlan } from './make-plan.ts';

// What draws is loaded when something is drawn: a plan has to be quick.

/** The comparison as SVG. */
export async function ganttChart(source: string, comparison: Comparison): Promise<string> {
  const { ganttSvg } = await import('./gantt-svg.ts');
  return ganttSvg(source, comparison);
}

/** The trade-off of a plan that chose its number of pipelines, as SVG. */
export async function tradeOffChart(source: string, plan: ConnectorPlan): Promise<string> {
  const { tradeOffSvg } = await import('./trade-off-svg.ts');
  return tradeOffSvg(source, plan.tradeOff, plan.recommendation);
}
