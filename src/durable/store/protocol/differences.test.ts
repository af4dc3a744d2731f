import type { Request } from '@resonatehq/sdk';
import { describe, expect, it } from 'vitest';
import { create, head } from '../testing/fixtures.ts';
import { Ours } from '../testing/ours.ts';

const now = 1_700_000_000_000;
const worker = { 'resonate:target': 'poll://any@default' };

/** Creates promises, and suspends the first of them, a workflow, until another one is settled. */
function waiting(awaited: Request, timeoutAt = now + 10_000): Ours {
  const ours = new Ours();
  ours.apply(now, create('flow', worker, timeoutAt));
  ours.apply(now, { kind: 'task.acquire', head, data: { id: 'flow', version: 0, pid: 'p', ttl: 60_000 } });
  ours.apply(now, awaited);
  const data = { awaited: 'it', awaiter: 'flow' };
  const actions = [{ kind: 'promise.register_callback' as const, head, data }];
  const { reply } = ours.apply(now, {
    kind: 'task.suspend',
    head,
    data: { id: 'flow', version: 1, actions },
  });
  expect(reply.status).toBe(200);
  return ours;
}

const kinds = (posted: ReturnType<Ours['tick']>): string[] => posted.map(({ message }) => message.kind);

describe('where the store differs from the SDK on purpose', () => {
  it('wakes a workflow whose awaited promise nobody settles in time', () => {
    const ours = waiting(create('it', {}, now + 1_000));
    expect(ours.tick(now + 999)).toEqual([]);
    expect(kinds(ours.tick(now + 1_000))).toEqual(['execute']);
    expect(ours.store.promise('it')).toMatchObject({ state: 'rejected_timedout', settledAt: now + 1_000 });
    expect(ours.store.task('flow')).toMatchObject({ state: 'pending' });
  });

  it('does not wake a workflow whose own time is over together with what it awaits', () => {
    const ours = waiting(create('it', {}, now + 1_000), now + 1_000);
    expect(ours.tick(now + 1_000)).toEqual([]);
    expect(ours.store.task('flow')).toMatchObject({ state: 'fulfilled' });
  });

  it('lets a timer sleep without offering it to anybody', () => {
    const ours = new Ours();
    const timer = create('it', { ...worker, 'resonate:timer': 'true' }, now + 100_000);
    expect(ours.apply(now, timer).posted).toEqual([]);
    expect(ours.store.nextDue()).toBe(now + 100_000);
    expect(kinds(waiting(timer).tick(now + 90_000))).toEqual([]);
    const woken = waiting(timer, now + 200_000).tick(now + 100_000);
    expect(woken).toMatchObject([{ message: { kind: 'execute', data: { task: { id: 'flow' } } } }]);
  });

  it('lets a task rest longer each time that it is given back, and no longer once it came forward', () => {
    const ours = new Ours();
    ours.apply(now, create('flow', worker, now + 10_000_000));
    let time = now;
    const rests: number[] = [];
    for (let version = 0; version < 9; version += 1) {
      const id = 'flow';
      ours.apply(time, { kind: 'task.acquire', head, data: { id, version, pid: 'p', ttl: 60_000 } });
      const released = { kind: 'task.release', head, data: { id, version: version + 1 } } as const;
      const { posted } = ours.apply(time, released);
      const due = ours.store.task(id)?.dueAt ?? 0;
      rests.push(posted.length > 0 ? 0 : due - time);
      if (posted.length === 0) {
        expect(ours.tick(due - 1)).toEqual([]);
        expect(kinds(ours.tick(due))).toEqual(['execute']);
        time = due;
      }
    }
    expect(rests).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('gives the promise of a schedule its lineage', () => {
    const ours = new Ours();
    const promise = { promiseId: '{{.id}}-{{.timestamp}}', promiseTimeout: 60_000, promiseParam: {} };
    const data = { id: 's', cron: '* * * * *', ...promise, promiseTags: worker };
    ours.apply(now, { kind: 'schedule.create', head, data });
    const at = ours.store.nextDue() ?? 0;
    expect(kinds(ours.tick(at))).toEqual(['execute']);
    const id = `s-${at}`;
    const lineage = { 'resonate:origin': id, 'resonate:branch': id, 'resonate:parent': id };
    expect(ours.store.promise(id)?.tags).toEqual({ ...worker, ...lineage, 'resonate:schedule': 's' });
  });

  it('cannot be reset by a request', () => {
    const ours = new Ours();
    ours.apply(now, create('flow'));
    expect(ours.apply(now, { kind: 'debug.reset', head, data: {} }).reply.status).toBe(501);
    expect(ours.store.promise('flow')).toBeDefined();
  });
});
