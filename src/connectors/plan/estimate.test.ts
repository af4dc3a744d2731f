import { describe, expect, it } from 'vitest';
import { listedTable } from '../testing/listed-table.ts';
import { assumptionsWith } from './assumptions.ts';
import { compare } from './compare.ts';
import { recommend } from './recommend.ts';
import { plan } from './testing/plans.ts';
import type { TradeOffPoint } from './trade-off.ts';

const assumptions = { start_up_seconds: 100, dbu_per_hour: 36, usd_per_dbu: 1, seconds_per_request: 1 };

describe('estimates', () => {
  it('take the weight, else rows and requests, else what others are like', () => {
    const made = plan(
      [
        listedTable('weighed', { weight: 70, rows: 1 }),
        listedTable('counted', { rows: 5000, calls: 5 }),
        listedTable('measured', { bytes: 30_000_000 }),
        listedTable('unknown'),
      ],
      { assumptions },
    );
    const [pipeline] = made.estimate.pipelines;
    expect(pipeline?.items.map(({ load: { seconds, basis } }) => [seconds, basis])).toEqual([
      [70, 'weight'],
      [10, 'figures'],
      [30, 'figures'],
      [30, 'assumed'],
    ]);
  });

  it('of time and price: start-up and work, as often as runs take place', () => {
    const [pipeline] = plan([listedTable('t', { weight: 900, calls: 0 })], { assumptions }).estimate
      .pipelines;
    expect(pipeline).toMatchObject({ work: 900, run: 1000, runsPerDay: 1, busy: 1000 / 86_400 });
    expect(pipeline?.usdPerDay).toBeCloseTo(10);
    const late = plan([listedTable('t', { weight: 1700, calls: 0 })], {
      assumptions,
      schedules: { snapshot: '*/15 * * * *' },
    });
    // Of runs that take half an hour and are due every quarter, every second one is skipped.
    expect(late.estimate.pipelines[0]).toMatchObject({ busy: 2, runsPerDay: 48 });
    expect(late.problems).toMatchObject([
      {
        message: expect.stringContaining('every second run is skipped'),
        hint: expect.stringContaining('--schedule-snapshot "*/30 * * * *"'),
      },
    ]);
  });

  it('slow down together where a connection may make no more requests', () => {
    const tables = ['a', 'b', 'c', 'd'].map((name) => listedTable(name, { weight: 100 }));
    const limited = plan(tables, { pipelines: 4, assumptions: { ...assumptions, requests_per_second: 2 } });
    expect(limited.estimate.pipelines.map(({ run }) => run)).toEqual([300, 300, 300, 300]);
    expect(limited.estimate.floor).toBe(300);
    const apart = tables.map((each, index) => ({ ...each, connectionName: `c${index % 2}` }));
    const two = plan(apart, { pipelines: 4, assumptions: { ...assumptions, requests_per_second: 2 } });
    expect(two.estimate.seconds).toBe(200);
  });

  it('read so many tables at once as assumed', () => {
    const tables = [300, 200, 100].map((weight) => listedTable(`t${weight}`, { weight }));
    const made = plan(tables, { assumptions: { ...assumptions, tables_at_once: 2 } });
    expect(
      made.estimate.runs[0]?.bars.map(({ item, lane, start, end }) => [
        item.table.sourceTable,
        lane,
        start,
        end,
      ]),
    ).toEqual([
      ['t200', 1, 100, 300],
      ['t300', 0, 100, 400],
      ['t100', 1, 300, 400],
    ]);
  });
});

describe('comparison', () => {
  it('sets one pipeline, on the most frequent schedule, beside the plan', () => {
    const tables = [
      listedTable('s', { weight: 800, calls: 0 }),
      listedTable('a', { ingestionType: 'append', weight: 300, calls: 0 }),
    ];
    const { estimate } = plan(tables, { assumptions });
    const { before, freshness } = compare(estimate, assumptionsWith(assumptions));
    expect(before.seconds).toBe(1200);
    expect(estimate.seconds).toBe(900);
    expect(freshness.map(({ before, after }) => [before, after])).toEqual([
      [1800, 86_400],
      [1800, 900],
    ]);
  });
});

describe('recommendation', () => {
  const point = (pipelines: number, seconds: number, usdPerDay: number, late = 0): TradeOffPoint => ({
    ...{ pipelines, seconds, usdPerDay, late, floor: 0, groups: [] },
  });

  it('is where the next pipeline costs a larger share than it saves', () => {
    const found = recommend([point(1, 1000, 10), point(2, 600, 11), point(3, 500, 12), point(4, 480, 14)]);
    expect(found?.point.pipelines).toBe(3);
    expect(found?.reasons).toEqual([
      'Against 2 it saves 17 % of the time (1 min 40 s) for 9.1 % more money ($1.00 a day).',
      '4 would save 4 % of the time for 17 % more money.',
    ]);
  });

  it('is none with late runs where others have fewer, and says so', () => {
    const found = recommend([point(1, 1000, 1, 1), point(2, 900, 20), point(3, 890, 30)]);
    expect(found?.point.pipelines).toBe(2);
    expect(found?.reasons[0]).toBe('With 1 or fewer, 1 table cannot be read as often as due.');
  });

  it('counts late tables, so pipelines that are all late are not worse for being more', () => {
    const tables = Array.from({ length: 60 }, (_, n) => listedTable(`t${n}`, { weight: 180, calls: 0 }));
    const made = plan(tables, { pipelines: 'auto', schedules: { snapshot: '*/5 * * * *' } });
    expect(new Set(made.tradeOff.map(({ late }) => late))).toEqual(new Set([60]));
  });

  it('needs no price', () => {
    expect(recommend([point(1, 1000, 0), point(2, 600, 0), point(3, 595, 0)])?.point.pipelines).toBe(2);
  });
});
