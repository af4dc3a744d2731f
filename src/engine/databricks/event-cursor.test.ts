import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../databricks/index.ts';
import { eventCursor } from './event-cursor.ts';

interface Arrival {
  readonly event: PipelineEvent;
  /** Reading in which it is first there. */
  readonly from: number;
}

/** A log that grows between readings, and breaks off in some of them after some events. */
function log(arrivals: readonly Arrival[], breaks: ReadonlyMap<number, number>) {
  let reading = -1;
  const events = async function* (_pipeline: string, { filter = '' }: { readonly filter?: string } = {}) {
    reading += 1;
    const since = /'(.*)'/.exec(filter)?.[1] ?? '';
    const there = arrivals
      .filter(({ event, from }) => from <= reading && event.timestamp >= since)
      .map(({ event }) => event)
      .sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    const limit = breaks.get(reading) ?? Number.POSITIVE_INFINITY;
    for (const [index, event] of there.entries()) {
      if (index >= limit) throw new Error('connection lost');
      yield event;
    }
    if (there.length < limit && limit !== Number.POSITIVE_INFINITY) throw new Error('connection lost');
  };
  return events;
}

const readings = 12;

it('loses no event and repeats none, whatever order they come in and wherever a reading breaks off', async () => {
  const arrival = fc.record({
    at: fc.nat({ max: 300_000 }),
    late: fc.nat({ max: 59 }),
    ours: fc.boolean(),
  });
  const breaking = fc.array(fc.tuple(fc.nat({ max: readings - 3 }), fc.nat({ max: 5 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 60 }), breaking, async (list, broken) => {
      // A reading each 30 s: one that is late by less than a minute is there two readings later at most.
      const arrivals = list.map(({ at, late, ours }, index): Arrival => {
        return {
          from: Math.ceil((at + late * 1000) / 30_000),
          event: {
            ...{ id: `e${index}`, event_type: 'flow_progress', timestamp: new Date(at).toISOString() },
            origin: { update_id: ours ? 'u' : 'another' },
          },
        };
      });
      const workspace = { pipelines: { events: log(arrivals, new Map(broken)) } };
      const cursor = eventCursor(workspace, { pipelineId: 'p', updateId: 'u' }, 0);
      const seen: string[] = [];
      for (let reading = 0; reading <= readings; reading += 1) {
        const found = await cursor.read().catch(() => []);
        seen.push(...found.map(({ id }) => id));
      }
      const ours = arrivals.filter(({ event }) => event.origin?.update_id === 'u');
      expect([...seen].sort()).toEqual(ours.map(({ event }) => event.id).sort());
    }),
  );
});
