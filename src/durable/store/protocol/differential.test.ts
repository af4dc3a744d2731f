import fc from 'fast-check';
import { expect, it } from 'vitest';
import { comparableMessages, comparableReply, comparableRows } from '../testing/comparable.ts';
import { Model, type Posted } from '../testing/model.ts';
import { Ours } from '../testing/ours.ts';
import { course, ids } from '../testing/request-steps.ts';

const runs = 150;

/** Tasks whose offers are known to differ: of timers, and of those that were given back repeatedly. */
function resting(ours: Ours): Set<string> {
  return new Set(ids.filter((id) => id === 't' || (ours.store.task(id)?.releases ?? 0) > 1));
}

function expectEqual(model: Model, ours: Ours, theirs: readonly Posted[], own: readonly Posted[]): void {
  const without = resting(ours);
  expect(comparableMessages(own, without)).toEqual(comparableMessages(theirs, without));
  const [expected, found] = [model.snapshot(), ours.snapshot()];
  for (const part of ['promises', 'tasks', 'callbacks', 'listeners'] as const) {
    expect(comparableRows(found[part], without)).toEqual(comparableRows(expected[part], without));
  }
}

it('answers, stores and sends what the in-memory store of the SDK does', () => {
  const seen = new Set<string>();
  const property = fc.property(course, (steps) => {
    const model = new Model();
    const ours = new Ours();
    let now = 1_700_000_000_000;
    try {
      for (const { step, wait, ticks } of steps) {
        now += wait;
        if (ticks) expectEqual(model, ours, model.tick(now), ours.tick(now));
        const request = step(now, (id) => ours.store.task(id)?.version ?? 0);
        const theirs = model.apply(now, structuredClone(request));
        const own = ours.apply(now, request);
        seen.add(`${request.kind} ${own.reply.status}`);
        expect(comparableReply(own.reply)).toEqual(comparableReply(theirs.reply));
        expectEqual(model, ours, theirs.posted, own.posted);
      }
    } finally {
      ours.db.close();
    }
  });
  // The same courses each time, as what they reach depends on the draw; HEADRACE_SEED draws others.
  fc.assert(property, { numRuns: runs, seed: Number(process.env.HEADRACE_SEED ?? 1) });
  // The courses are of use only while they reach the interesting places.
  for (const place of [
    'suspend 200',
    'suspend 300',
    'fulfill 200',
    'fence 200',
    'fence 409',
    'release 200',
  ]) {
    expect(seen).toContain(`task.${place}`);
  }
});
