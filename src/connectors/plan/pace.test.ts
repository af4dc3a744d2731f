import { describe, expect, it } from 'vitest';
import { paceOf } from './pace.ts';

const [minute, hour, day] = [60, 3600, 86_400];

describe('paceOf', () => {
  it.each([
    ['*/5 * * * *', 5 * minute, 288],
    ['*/15 * * * *', 15 * minute, 96],
    ['0 0 * * *', day, 1],
    ['@daily', day, 1],
    ['0 0 * * 0', 7 * day, 1 / 7],
    ['0 6,18 * * *', 12 * hour, 2],
    ['0 8-10 * * *', hour, 3],
    ['0 6 * * 1-5', day, 5 / 7],
    ['0 6 * * MON,THU', 3 * day, 2 / 7],
    ['59 23,0 * * *', hour, 2],
    ['0/30 * * * * ?', 30, 2880],
    ['0 0 6 ? * FRI', 7 * day, 1 / 7],
  ])('%s: every %d s at most, %d times a day', (cron, period, runsPerDay) => {
    expect(paceOf(cron)).toMatchObject({ period, runsPerDay: expect.closeTo(runsPerDay, 9) });
  });

  it.each([
    ['0 0 1 * *', 28, 12],
    ['0 0 1,15 * *', 14, 24],
    ['0 0 1 1,7 *', 168, 2],
    ['0 0 6 L * ?', 28, 12],
    ['0 0 6 ? * FRI#3', 28, 12],
  ])('%s: %d days apart at least, %d times a year', (cron, days, perYear) => {
    const pace = paceOf(cron);
    expect(pace).toMatchObject({ period: days * day });
    expect('runsPerDay' in pace && pace.runsPerDay * 365.25).toBeCloseTo(perYear, 6);
  });

  it('says what is wrong', () => {
    expect(paceOf('* * * *')).toMatchObject({ problem: expect.stringContaining('has 4 fields') });
  });
});
