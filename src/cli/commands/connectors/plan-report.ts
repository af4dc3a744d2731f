import {
  assumptionDefaults,
  briefTime,
  type Certificate,
  type ConnectorPlan,
  dollars,
  type Move,
  type PlannedConnector,
  relevantAssumptions,
} from '../../../connectors/plan/index.ts';
import { count, grouped, listing } from '../../../kernel/index.ts';
import type { Style } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';
import type { ConnectorsPlanOptions } from './plan.ts';
import { compareText } from './plan-compare.ts';
import { tradeOffText } from './plan-trade-off.ts';
import { whichList } from './which-list.ts';

export interface PlanReportOptions extends ConnectorsPlanOptions {
  /** Whether the plan was written. */
  readonly written: boolean;
  /** Charts that were. */
  readonly charts: readonly string[];
  /** Characters in a line. */
  readonly width: number;
}

const mostRows = 40;

/** The plan for people. */
export function planText(planned: PlannedConnector, options: PlanReportOptions, style: Style): string {
  const { source, plan, comparison, refusal } = planned;
  const { pipelines, seconds, usdPerDay } = plan.estimate;
  const tables = pipelines.reduce((sum, { items }) => sum + items.length, 0);
  const parts = [
    `${style.bold(source)}: ${count(tables, 'table')} in ${count(pipelines.length, 'pipeline')}, ${how(plan)}`,
    plan.tradeOff.length > 0 ? tradeOffText(plan, style) : '',
    pipelineTable(plan, style),
    `all at once they take ${briefTime(seconds)}; with their runs they cost ${dollars(usdPerDay)} a day`,
    balanceTable(plan, style),
    options.compare ? compareText(comparison, options.width, style) : '',
    assumptionText(planned, options.width, style),
    plan.moves.length > 0 ? moveTable(plan.moves, style) : '',
    plan.proposal ? proposalText(plan.proposal, plan, style) : '',
    refusal ? '' : changeText(planned, options, style),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function how({ groupBy, pipelines }: ConnectorPlan): string {
  const number = pipelines === undefined ? '' : pipelines === 'auto' ? ', number chosen' : ', number given';
  if (groupBy === 'balanced') return `balanced${number}`;
  return groupBy === 'none' ? 'not grouped' : `by ${groupBy.replaceAll('_', ' ')}${number}`;
}

function pipelineTable({ estimate: { pipelines } }: ConnectorPlan, style: Style): string {
  const rows = pipelines
    .slice(0, mostRows)
    .map(({ group, items, class: { schedule }, work, run, busy, workers, usdPerDay }) => [
      group,
      `${items.length}`,
      schedule,
      briefTime(work),
      briefTime(run),
      busy > 1 ? style.yellow(percent(busy)) : percent(busy),
      `${workers}`,
      dollars(usdPerDay),
    ]);
  const head = ['pipeline', 'tables', 'schedule', 'work', 'run', 'of period', 'workers', 'a day'];
  const hidden = pipelines.length - rows.length;
  const table = textTable(head.map(style.dim), rows, [1, 3, 4, 5, 6, 7]);
  return hidden > 0 ? `${table}\n… and ${count(hidden, 'more pipeline')}` : table;
}

/** Makespan, lower bound and certified gap of each class. */
function balanceTable({ certificates, groupBy }: ConnectorPlan, style: Style): string {
  const named = certificates.some(({ class: { connection } }) => connection !== undefined);
  const rows = certificates.map(
    ({ class: { flow, schedule, connection }, tables, pipelines, makespan, lowerBound, gap, proven }) => [
      ...[flow, schedule, ...(named ? [connection ?? ''] : [])],
      ...[`${tables}`, `${pipelines}`, briefTime(makespan), briefTime(lowerBound)],
      proven ? '0 %, proven' : `≤ ${percent(gap, 2)}`,
    ],
  );
  const head = ['class', 'schedule', ...(named ? ['connection'] : []), 'tables', 'pipelines', 'longest'];
  const right = head.length;
  const table = textTable([...head, 'lower bound', 'gap'].map(style.dim), rows, [
    ...[right - 3, right - 2, right - 1, right, right + 1],
  ]);
  const uneven = groupBy !== 'balanced' && groupBy !== 'none' && widest(certificates) > 0.1;
  const hint = 'groups are what they are; --group-by balanced makes pipelines of a class equally long';
  return uneven ? `${table}\n${style.dim(hint)}` : table;
}

function widest(certificates: readonly Certificate[]): number {
  return Math.max(0, ...certificates.map(({ gap }) => gap));
}

/** What the numbers rest on, in lines of the terminal's width. */
function assumptionText({ plan, assumptions }: PlannedConnector, width: number, style: Style): string {
  const items = plan.estimate.pipelines.flatMap((pipeline) => pipeline.items);
  const assumed = items.filter(({ load }) => load.basis === 'assumed').length;
  const words = relevantAssumptions(items).map((name) => {
    const { label, unit, value } = assumptionDefaults[name];
    const own = assumptions[name] === value ? '' : ' (yours)';
    const amount =
      unit === 'tables' ? count(assumptions[name], 'table') : `${grouped(assumptions[name])} ${unit}`;
    return `${label} ${amount}${own}`;
  });
  const lines = wrapped(`assumed: ${words.join('; ')}.`, width);
  const unknown = `nothing is known of ${assumed === items.length ? 'any table' : count(assumed, 'table')}: weight, rows or calls in the list make this better`;
  return [...lines, ...(assumed > 0 ? [unknown] : [])].map(style.dim).join('\n');
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function changeText(
  { source, plan, paths, changes }: PlannedConnector,
  { written, dryRun, charts, config }: PlanReportOptions,
  style: Style,
): string {
  const { added, removed, gone, estimate } = plan;
  const first = added.length === estimate.pipelines.reduce((sum, { items }) => sum + items.length, 0);
  const files = [...(changes.lock ? [paths.lock] : []), ...(changes.list ? [paths.list] : [])];
  const list = whichList(paths.list, source, config);
  return [
    ...(!first && added.length > 0 ? [`new: ${listing(added)}`] : []),
    ...(removed.length > 0 ? [`no longer in the list: ${listing(removed)}`] : []),
    ...(gone.length > 0 ? [`pipelines that end: ${listing(gone)}`] : []),
    ...(files.length === 0
      ? ['the plan is as it was']
      : [`${dryRun ? 'would write' : 'wrote'} ${listing(files)}`]),
    ...(charts.length > 0 ? [`wrote ${listing(charts)}`] : []),
    ...(written ? [`${style.dim('next:')} headrace connectors generate ${list}`] : []),
  ].join('\n');
}

function proposalText(
  { moves, certificates }: NonNullable<ConnectorPlan['proposal']>,
  { certificates: before }: ConnectorPlan,
  style: Style,
): string {
  const now = percent(widest(before), 2);
  if (moves.length === 0) return `no moves are needed: the largest gap is ${now}`;
  return `${count(moves.length, 'move')} would bring the largest gap from ${now} to ${percent(widest(certificates), 2)}; --allow-moves with --rebalance makes ${moves.length === 1 ? 'it' : 'them'}:\n${moveTable(moves, style)}`;
}

/** What each move costs: the table is read again from the beginning. */
function moveTable(moves: readonly Move[], style: Style): string {
  const rows = moves
    .slice(0, mostRows)
    .map(({ item: { table, load }, from, to, usd }) => [
      table.sourceTable,
      from,
      to,
      `at least ${briefTime(load.seconds)}, ${dollars(usd)}${table.rows === undefined ? '' : `, ${count(table.rows, 'row')}`}`,
    ]);
  const table = textTable(['table', 'from', 'to', 'dropped and ingested again'].map(style.dim), rows);
  return moves.length > rows.length
    ? `${table}\n… and ${count(moves.length - rows.length, 'more move')}`
    : table;
}

function percent(share: number, digits = 0): string {
  return `${Number((share * 100).toFixed(digits))} %`;
}
