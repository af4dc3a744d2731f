import { planProblems as p } from '../../src/connectors/plan/index.ts';
import type { Problem } from '../../src/kernel/index.ts';

const file = 'connectors/osipi/tables.lock.json';

/** One of each problem of a connector's plan, as a user might meet it. */
export const planExamples: readonly Problem[] = [
  p.badLock({ file, reason: 'it has the marks of a merge conflict' }, { place: { file, line: 14, col: 1 } }),
  p.newerLock({ file, version: 2 }, { place: { file, line: 1, col: 1 } }),
  p.badPlanSchedule({
    ...{ what: 'snapshot tables', schedule: '61 0 * * *', problem: '"61" is no minute.' },
    hint: 'A minute is a number from 0 to 59.',
  }),
  p.tooFewPipelines({ asked: 1, least: 2, classes: ['snapshot', 'append'], balanced: true }),
  p.tooManyPipelines({ asked: 50, tables: 39 }),
  p.wouldMove({ tables: ['pi_points', 'pi_links'], seconds: 360 }),
  p.kept({ tables: ['pi_points'] }),
  p.overrun({
    ...{ groups: ['time_series_append'], run: 1740, period: 900, startUp: 300 },
    slower: '--schedule-append "*/30 * * * *"',
  }),
  p.mixed({ group: 'all', schedule: '*/15 * * * *', kinds: ['snapshot', 'append'] }),
  p.oversized({ group: 'snapshot', tables: 250, most: 100 }),
  p.manyPipelines({ pipelines: 240, most: 200 }),
  p.unknownGrouping({
    file,
    grouping: 'categories',
    known: ['category', 'ingestion_type', 'none', 'balanced'],
  }),
  p.noTradeOff({ file: 'trade-off.svg' }),
];
