import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, endOf, startQueued, stateOf } from './run-course.ts';

function attempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    ...{ repairId: undefined, startedAt: undefined, timeoutMs: undefined },
    ...{ durationMs: 100, pendingMs: 20, stoppingMs: 10 },
    ...{ failure: undefined, cancelledAt: undefined },
    ...changes,
  };
}

describe('stateOf', () => {
  it('never goes back, whatever happens to the run', () => {
    const order = ['QUEUED', 'PENDING', 'RUNNING', 'TERMINATING', 'TERMINATED'];
    const run = fc.record({
      startedAt: fc.nat(100),
      durationMs: fc.integer({ min: 1, max: 300 }),
      timeoutMs: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
      failure: fc.option(fc.constant({ result: 'FAILED', message: 'broken' } as const), { nil: undefined }),
    });
    fc.assert(
      fc.property(run, fc.option(fc.nat(400), { nil: undefined }), (given, cancelAfter) => {
        const each = attempt(given);
        let last = 0;
        for (let now = given.startedAt; now < 800; now += 7) {
          if (cancelAfter !== undefined && now >= cancelAfter && stateOf(each, now).result === undefined) {
            each.cancelledAt ??= now;
          }
          const rank = order.indexOf(stateOf(each, now).lifeCycle);
          expect(rank).toBeGreaterThanOrEqual(last);
          last = rank;
        }
        expect(stateOf(each, 800).result).toBeDefined();
      }),
    );
  });
});

describe('startQueued', () => {
  const asked = fc.array(fc.nat(500), { minLength: 1, maxLength: 30 });

  it('lets at most so many run at a time, in order, and none wait for nothing', () => {
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 4 }), (times, max) => {
        const runs = times.toSorted((a, b) => a - b).map((askedAt) => ({ attempt: attempt(), askedAt }));
        startQueued(runs, max, Number.MAX_SAFE_INTEGER);
        const starts = runs.map(({ attempt: { startedAt = -1 } }) => startedAt);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const [index, start] of starts.entries()) {
          const before = runs.slice(0, index).map((run) => run.attempt);
          const atWork = before.filter((other) => endOf(other) > start).length;
          expect(atWork).toBeLessThan(max);
          // It waited only while all places were taken, by runs that had begun before it.
          const { askedAt = 0 } = runs[index] ?? {};
          const atWorkBefore = before.filter(
            (other) => (other.startedAt ?? start) < start && endOf(other) >= start,
          );
          if (start > askedAt) expect(atWorkBefore).toHaveLength(max);
        }
      }),
    );
  });

  it('gives the same starts however often it is asked', () => {
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 4 }), (times, max) => {
        const runs = () => times.map((askedAt) => ({ attempt: attempt(), askedAt }));
        const [once, often] = [runs(), runs()];
        startQueued(once, max, 10_000);
        for (let now = 0; now <= 10_000; now += 37) startQueued(often, max, now);
        startQueued(often, max, 10_000);
        expect(often).toEqual(once);
      }),
    );
  });
});
