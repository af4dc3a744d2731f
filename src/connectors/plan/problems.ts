import { count, didYouMean, listing, problemType } from '../../kernel/index.ts';
import { briefTime } from './brief-time.ts';

export const badLock = problemType<{ file: string; reason: string }>({
  code: 'HR-CONNECTOR-001',
  severity: 'error',
  title: 'Unreadable lock file of a plan',
  message: ({ file, reason }) => `${file} does not say which pipeline each table is in: ${reason}.`,
  hint: () =>
    'Take it from version control. Without it a plan starts afresh, and tables that change their pipeline are dropped and ingested again.',
});

export const newerLock = problemType<{ file: string; version: number }>({
  code: 'HR-CONNECTOR-002',
  severity: 'error',
  title: 'Lock file of a newer Headrace',
  message: ({ file, version }) => `${file} has version ${version}, which this Headrace does not know.`,
  hint: () => 'Update Headrace.',
});

export const badPlanSchedule = problemType<{ what: string; schedule: string; problem: string; hint: string }>(
  {
    code: 'HR-CONNECTOR-003',
    severity: 'error',
    title: 'A schedule that cannot be kept',
    message: ({ what, schedule, problem }) =>
      `The schedule "${schedule}" of ${what} cannot be had: ${problem}`,
    hint: ({ hint }) => hint,
  },
);

export const tooFewPipelines = problemType<{
  asked: number;
  least: number;
  classes: readonly string[];
  balanced: boolean;
}>({
  code: 'HR-CONNECTOR-004',
  severity: 'error',
  title: 'Fewer pipelines than must be apart',
  message: ({ asked, classes, balanced }) =>
    `${count(asked, 'pipeline')} cannot hold all tables: ${balanced ? 'tables that are read at different times, through different connections, or once as snapshots and once as streams' : 'tables of different groups'} do not share one, and there ${classes.length === 1 ? 'is' : 'are'} ${listing(classes)}.`,
  hint: ({ least, balanced }) =>
    balanced
      ? `Take --pipelines ${least} or more. --group-by none puts all into one pipeline.`
      : `Take --pipelines ${least} or more, or --group-by balanced, for which categories do not matter.`,
});

export const tooManyPipelines = problemType<{ asked: number; tables: number }>({
  code: 'HR-CONNECTOR-005',
  severity: 'warning',
  title: 'More pipelines than tables',
  message: ({ asked, tables }) =>
    `${asked} pipelines were asked for, but there are ${count(tables, 'table')}; each has a pipeline of its own.`,
});

export const wouldMove = problemType<{ tables: readonly string[]; seconds: number }>({
  code: 'HR-CONNECTOR-006',
  severity: 'error',
  title: 'A plan that would move tables',
  message: ({ tables, seconds }) =>
    `This plan would move ${count(tables.length, 'table')} to another pipeline: ${listing(tables)}. A table that changes its pipeline is dropped and ingested again, at least ${briefTime(seconds)} of reading in all, and what its source no longer has is lost.`,
  hint: () =>
    'Nothing was written. --allow-moves does it all the same; without --group-by, --pipelines and schedules that differ from before, tables stay where they are.',
});

export const kept = problemType<{ tables: readonly string[] }>({
  code: 'HR-CONNECTOR-007',
  severity: 'warning',
  title: 'Tables that stay, though the list names another pipeline',
  message: ({ tables }) =>
    `The list has another pipeline_group for ${listing(tables, 5)} than the lock file. Tables stay where they are; the list is corrected.`,
  hint: () => 'A table moves when a plan moves it: --rebalance proposes moves, --allow-moves makes them.',
});

export const overrun = problemType<{
  groups: readonly string[];
  run: number;
  period: number;
  startUp: number;
  /** A flag with a schedule that the run fits into. */
  slower: string;
}>({
  code: 'HR-CONNECTOR-008',
  severity: 'warning',
  title: 'Runs that take longer than their period',
  message: ({ groups, run, period, startUp }) =>
    `Runs of ${listing(groups, 4)} are expected to take ${briefTime(run)} but are due every ${briefTime(period)}, so ${skipped(run, period)}${startUp >= period ? `; start-up alone takes ${briefTime(startUp)}` : ''}.`,
  hint: ({ startUp, period, slower }) =>
    startUp >= period
      ? `Read them less often (such as ${slower}), let pipelines run continuously, or start faster: performance mode takes about a minute (--start-up-seconds 60).`
      : `More pipelines may help (--auto finds out), or a slower schedule (such as ${slower}); or weights, if the tables take less time than assumed.`,
});

export const mixed = problemType<{ group: string; schedule: string; kinds: readonly string[] }>({
  code: 'HR-CONNECTOR-009',
  severity: 'warning',
  title: 'One pipeline for tables of different kinds',
  message: ({ group, schedule, kinds }) =>
    `The pipeline "${group}" has tables that are ${listing(kinds)}; all of them are read at "${schedule}", as the most frequent one.`,
  hint: () => 'Any other --group-by keeps them apart.',
});

export const oversized = problemType<{ group: string; tables: number; most: number }>({
  code: 'HR-CONNECTOR-010',
  severity: 'warning',
  title: 'A pipeline with more tables than allowed',
  message: ({ group, tables, most }) =>
    `The pipeline "${group}" has ${count(tables, 'table')}; at most ${most} are allowed, so it gets no new ones.`,
  hint: () => '--rebalance with --allow-moves takes tables out of it.',
});

export const manyPipelines = problemType<{ pipelines: number; most: number }>({
  code: 'HR-CONNECTOR-011',
  severity: 'warning',
  title: 'More pipelines than a workspace runs at once',
  message: ({ pipelines, most }) =>
    `${pipelines} pipelines are more than a workspace may update at once (${most}); those that come late wait.`,
  hint: () => 'Take fewer pipelines, or schedules that do not meet.',
});

export const unknownGrouping = problemType<{ file: string; grouping: string; known: readonly string[] }>({
  code: 'HR-CONNECTOR-012',
  severity: 'error',
  title: 'A lock file with an unknown grouping',
  message: ({ file, grouping, known }) =>
    `${file} says that tables are grouped by "${grouping}".${didYouMean(grouping, known)}`,
  hint: ({ known }) => `Groupings are ${listing(known)}.`,
});

export const noTradeOff = problemType<{ file: string }>({
  code: 'HR-CONNECTOR-013',
  severity: 'error',
  title: 'No trade-off to draw',
  message: ({ file }) =>
    `There is no trade-off to draw in ${file}: the number of pipelines is not chosen by this plan.`,
  hint: () => 'Give --auto too, with --dry-run where nothing is to be planned anew.',
});

function skipped(run: number, period: number): string {
  const each = Math.ceil(run / period);
  return each === 2 ? 'every second run is skipped' : `${each - 1} of ${each} runs are skipped`;
}
