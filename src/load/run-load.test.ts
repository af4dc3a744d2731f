import { describe, expect, it } from 'vitest';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { createBudget } from './budget.ts';
import type { LoadEvent } from './course.ts';
import type { LoadJob } from './load.ts';
import { stateNotSaved } from './problems.ts';
import type { LoadProgress } from './progress.ts';
import { runLoad } from './run-load.ts';
import { memoryLetters, memorySession, memoryTarget, numbered, sourceOf } from './testing/memory.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import type { LoadRecord, Outcome, UnloadableRecord, WriteResult } from './types.ts';

const poison = (key: string) => (record: LoadRecord) =>
  record.key === key ? ({ kind: 'poison', reason: 'failed to parse field [n]' } as const) : undefined;

/** A load in virtual time, of things that are kept in memory unless given. */
function setUp(parts: Partial<LoadJob> = {}, time = new VirtualTime()) {
  const events: LoadEvent[] = [];
  const [target, session, deadLetters] = [memoryTarget(), memorySession(), memoryLetters()];
  const job = {
    ...{ source: sourceOf([numbered(100)]), target, session, deadLetters, clock: time, random: () => 0.999 },
    budget: createBudget({ batchSize: 10 }),
    onEvent: (event: LoadEvent) => void events.push(event),
    ...parts,
  };
  const begin = () => runLoad(job);
  return { time, events, target, session, deadLetters, begin, run: () => time.run(begin()) };
}

/** @returns what the work fails with. */
async function failure(work: Promise<unknown>): Promise<HeadraceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HeadraceError) return error;
  throw new Error('It should have failed with a HeadraceError.', { cause: error });
}

describe('runLoad', () => {
  it('loads ranges side by side, and reports', async () => {
    const all = numbered(250);
    const load = setUp({ source: sourceOf([all.slice(0, 100), [], all.slice(100)]) });
    const report = await load.run();
    expect(load.target.documents.size).toBe(250);
    expect(report).toMatchObject({ read: 250, stored: 250, stale: 0, dead: 0, retries: 0, lastKey: 'k249' });
    expect(report.requests).toBe(load.target.requests.length);
    expect(report.ranges.map(({ watermark, finished }) => [watermark, finished])).toEqual([
      ['99', true],
      [undefined, true],
      ['249', true],
    ]);
    expect(load.session.state).toMatchObject({
      counts: { read: 250, stored: 250 },
      finishedAt: load.time.now(),
    });
    expect(load.session.released).toBe(true);
  });

  it('starts with small requests and grows them', async () => {
    const load = setUp({
      source: sourceOf([numbered(20_000)], 1_000),
      budget: createBudget({ batchSize: 100 }),
    });
    await load.run();
    expect(load.target.requests.slice(0, 2)).toEqual([100, 397]);
    expect(Math.max(...load.target.requests)).toBeGreaterThan(3_000);
  });

  it('puts what nobody can write into dead letters, with its reason', async () => {
    const keyless: UnloadableRecord = {
      ...{ key: undefined, document: Buffer.from('{}'), position: 'x', unloadable: 'it has no key' },
    };
    const target = memoryTarget({ record: poison('k3') });
    const load = setUp({ source: sourceOf([[...numbered(9), keyless]]), target });
    const report = await load.run();
    expect(report).toMatchObject({ read: 10, stored: 8, dead: 2 });
    expect(load.deadLetters.letters).toMatchObject([
      {
        key: 'k3',
        position: '3',
        reason: 'failed to parse field [n]',
        attempts: 1,
        document: '{"n":3}'.padEnd(20),
      },
      { key: null, position: 'x', reason: 'it has no key', attempts: 0, document: '{}' },
    ]);
    expect(load.events.map(({ kind }) => kind)).toEqual(['given_up', 'given_up']);
  });

  it('stops at the first of them when told to, and can go on', async () => {
    const target = memoryTarget({ record: poison('k30') });
    const load = setUp({ target, options: { raiseErrors: true } });
    const error = await failure(load.run());
    expect(error.exitCode).toBe(exitCode.failed);
    expect(error.message).toBe('HR-LOAD-003: The record "k30" cannot be loaded: failed to parse field [n].');
    expect(load.deadLetters.letters).toEqual([]);
    expect(load.session).toMatchObject({ released: true, state: { counts: { read: 30, dead: 0 } } });
    expect(load.session.state?.finishedAt).toBeUndefined();

    const session = memorySession(load.session.state);
    const next = setUp({ session });
    const report = await next.run();
    expect(next.target.documents.size).toBe(70);
    expect(report).toMatchObject({ read: 100, stored: 100, before: { read: 30, stored: 30 } });
    expect(session.state?.version).toBe(load.session.state?.version);
  });

  it('stops at one that cannot even be sent, each time until it is mended', async () => {
    const keyless: UnloadableRecord = {
      ...{ key: undefined, document: Buffer.from('{}'), position: 'x', unloadable: 'it has no key' },
    };
    const source = sourceOf([[keyless, ...numbered(9)]]);
    const load = setUp({ source, options: { raiseErrors: true } });
    expect((await failure(load.run())).message).toContain('it has no key');
    expect(load.deadLetters.letters).toEqual([]);
    expect(load.session.state).toMatchObject({ counts: { read: 0, dead: 0 } });

    const again = setUp({
      ...{ source, options: { raiseErrors: true } },
      session: memorySession(load.session.state),
    });
    expect((await failure(again.run())).message).toContain('it has no key');
  });

  it('tries a record again later, and gives it up in the end', async () => {
    let tries = 0;
    const record = ({ key }: LoadRecord) => {
      if (key === 'k1') return { kind: 'retry', reason: 'shard away' } as const;
      if (key !== 'k2' || tries > 2) return undefined;
      tries += 1;
      return { kind: 'retry', reason: 'busy' } as const;
    };
    const load = setUp({ target: memoryTarget({ record }), options: { maxRetries: 4 } });
    const report = await load.run();
    expect(report).toMatchObject({ stored: 99, dead: 1, retries: 7 });
    expect(load.deadLetters.letters).toMatchObject([
      { key: 'k1', attempts: 5, reason: 'gave up after 5 attempts: shard away' },
    ]);
    // 1 + 2 + 4 + 8 seconds of waiting.
    expect(report.elapsedMs).toBeGreaterThanOrEqual(15_000);
  });

  it('ends when the target stays out of reach', async () => {
    const request = async () => ({ failure: { kind: 'retry', reason: 'connect ECONNREFUSED' } }) as const;
    const load = setUp({ target: memoryTarget({ request }) });
    const error = await failure(load.run());
    expect(error.exitCode).toBe(exitCode.unreachable);
    expect(error.message).toContain(
      'did not take a request in 11 attempts; the last one: connect ECONNREFUSED.',
    );
    expect(load.session.released).toBe(true);
  });

  it('waits as long as the target asks for', async () => {
    const request = async (_: readonly LoadRecord[], n: number): Promise<WriteResult | undefined> =>
      n === 1 ? { failure: { kind: 'retry', reason: '429', retryAfterMs: 7_000 } } : undefined;
    const load = setUp({ target: memoryTarget({ request }) });
    expect((await load.run()).elapsedMs).toBeGreaterThan(6_900);
    expect(load.events).toMatchObject([{ kind: 'retrying', reason: '429', attempt: 1, waitMs: 7_000 }]);
  });

  it('splits what is too large, and gives up only the record that is too large alone', async () => {
    const request = async (records: readonly LoadRecord[]): Promise<WriteResult | undefined> =>
      records.some(({ key }) => key === 'k5') ? { failure: { kind: 'too_large', reason: '413' } } : undefined;
    const load = setUp({ target: memoryTarget({ request }) });
    expect(await load.run()).toMatchObject({ stored: 99, dead: 1 });
    expect(load.deadLetters.letters).toMatchObject([{ key: 'k5', reason: '413' }]);
  });

  it('waits for a blocked target with one request at a time, and comes back', async () => {
    const time = new VirtualTime();
    const until = time.now() + 300_000;
    let asked = 0;
    const request = async (): Promise<WriteResult | undefined> => {
      if (time.now() < until) {
        asked += 1;
        return { failure: { kind: 'blocked', reason: 'flood stage' } };
      }
      return undefined;
    };
    const load = setUp({ source: sourceOf([numbered(500)]), target: memoryTarget({ request }) }, time);
    const report = await load.run();
    expect(report).toMatchObject({ stored: 500, retries: 0 });
    expect(load.events).toMatchObject([{ kind: 'blocked', reason: 'flood stage' }, { kind: 'unblocked' }]);
    // 1, 2, 4, 8, 16 and then 30 seconds apart.
    expect(asked).toBeLessThan(16);
  });

  it('waits for records that were blocked one by one, without counting it against them', async () => {
    const time = new VirtualTime();
    const until = time.now() + 300_000;
    const record = ({ key }: LoadRecord): Outcome | undefined =>
      key === 'k7' && time.now() < until ? { kind: 'blocked', reason: 'flood stage' } : undefined;
    const load = setUp({ target: memoryTarget({ record }), options: { maxRetries: 0 } }, time);
    expect(await load.run()).toMatchObject({ stored: 100, dead: 0, retries: 0 });
    expect(load.events).toMatchObject([{ kind: 'blocked', reason: 'flood stage' }, { kind: 'unblocked' }]);
  });

  it('can be interrupted: waits for what is under way, saves, and says so', async () => {
    const controller = new AbortController();
    const time = new VirtualTime();
    const request = async (_: readonly LoadRecord[], n: number): Promise<undefined> => {
      if (n === 3) controller.abort();
      await time.sleep(100);
    };
    const target = memoryTarget({ request });
    const budget = createBudget({ batchSize: 10, maxRequestBytes: 2_000 });
    const load = setUp({ signal: controller.signal, target, budget }, time);
    const error = await failure(load.run());
    expect(error.exitCode).toBe(exitCode.interrupted);
    const read = load.session.state?.counts.read ?? 0;
    expect(read).toBeGreaterThan(10);
    expect(read).toBeLessThan(100);
    expect(error.message).toBe(`HR-LOAD-001: Interrupted after ${read} records.`);
    expect(load.session.released).toBe(true);
  });

  it('keeps the lease when a request remains unanswered: it may still arrive', async () => {
    const controller = new AbortController();
    const cut: boolean[] = [];
    const request = (_: readonly LoadRecord[], __: number, signal: AbortSignal): Promise<undefined> => {
      controller.abort();
      signal.addEventListener('abort', () => cut.push(true));
      return new Promise(() => {});
    };
    const load = setUp({ signal: controller.signal, target: memoryTarget({ request }) });
    expect((await failure(load.run())).exitCode).toBe(exitCode.interrupted);
    expect(cut).toEqual([true]);
    expect(load.session).toMatchObject({ released: false, state: { counts: { read: 0 } } });
  });

  it('stops at once when another loader has taken over', async () => {
    const session = memorySession();
    const saved = session.save.bind(session);
    let saves = 0;
    const fenced = new HeadraceError(stateNotSaved({ attempts: 1, reason: 'taken over' }), {
      exitCode: exitCode.locked,
    });
    session.save = async (state) => {
      saves += 1;
      if (saves > 1) throw fenced;
      await saved(state);
    };
    const aborted: boolean[] = [];
    const time = new VirtualTime();
    const request = async (_: readonly LoadRecord[], __: number, signal: AbortSignal): Promise<undefined> => {
      signal.addEventListener('abort', () => aborted.push(true));
      await time.sleep(60_000);
    };
    const load = setUp({ session, target: memoryTarget({ request }) }, time);
    expect(await failure(load.run())).toBe(fenced);
    expect(aborted).toEqual([true]);
    expect(saves).toBe(2);
    expect(session.released).toBe(false);
  });

  it('writes nothing more when its lease may have run out, and goes on when it is renewed', async () => {
    const session = memorySession();
    const time = new VirtualTime();
    const start = time.now();
    const writtenAt: number[] = [];
    session.save = async () => {
      if (time.now() > start && time.now() < start + 90_000) throw new Error('ETIMEDOUT');
    };
    const request = async (): Promise<undefined> => {
      writtenAt.push(time.now() - start);
      await time.sleep(1_000);
    };
    const [source, target] = [sourceOf([numbered(2_000)]), memoryTarget({ request })];
    const budget = createBudget({ batchSize: 10, maxRequestBytes: 2_000, maxConcurrency: 1 });
    const load = setUp(
      { session, source, target, budget, options: { maxRetries: 99, leaseMs: 30_000 } },
      time,
    );
    expect(await load.run()).toMatchObject({ stored: 2_000 });
    expect(writtenAt.filter((at) => at >= 20_000 && at < 90_000)).toEqual([]);
    expect(load.events.some(({ kind }) => kind === 'not_saved')).toBe(true);
  });

  it('lets the source fail, resumably', async () => {
    const source = sourceOf([numbered(20)]);
    const failing = {
      ...source,
      async *read(...parameters: Parameters<typeof source.read>) {
        yield* source.read(...parameters);
        throw new Error('the connection was lost');
      },
    };
    const load = setUp({ source: failing });
    await expect(load.run()).rejects.toThrow('the connection was lost');
    expect(load.session.released).toBe(true);
    const next = setUp({ session: memorySession(load.session.state) });
    expect(await next.run()).toMatchObject({ read: 100, stored: 100 });
  });

  it('lets a record pass alone that is larger than the window', async () => {
    const records = [
      ...numbered(5),
      { key: 'big', document: Buffer.alloc(100_000, 'x'), position: '5' },
      ...numbered(5),
    ];
    const load = setUp({ source: sourceOf([records]), options: { windowBytes: 1_000 } });
    const report = await load.run();
    expect(report.read).toBe(11);
    expect(report.maxWindow.bytes).toBe(100_000 + 'big'.length + 128);
  });

  it('writes records of one key in turn, and spares the ones in between', async () => {
    const same = numbered(1_000).map((record) => ({ ...record, key: 'same' }));
    const load = setUp({ source: sourceOf([same]) });
    const report = await load.run();
    expect(load.target.documents.get('same')).toBe('{"n":999}');
    expect(report.stored + report.stale).toBe(1_000);
    expect(report.requests).toBeLessThan(200);
  });

  it('shares a budget: two loads together ask for no more than one', async () => {
    const time = new VirtualTime();
    let [now, most] = [0, 0];
    const request = async (): Promise<undefined> => {
      now += 1;
      most = Math.max(most, now);
      await time.sleep(20);
      now -= 1;
    };
    const budget = createBudget({ maxConcurrency: 2, maxRequestBytes: 2_000 });
    const loads = [1, 2].map(() => setUp({ budget, target: memoryTarget({ request }) }, time));
    await time.run(Promise.all(loads.map((load) => load.begin())));
    expect(most).toBe(2);
  });

  it.each([
    ['source', 1, 200],
    ['target', 200, 1],
  ] as const)('tells that the %s is the limit', async (limit, targetMs, sourceMs) => {
    const time = new VirtualTime();
    const told: LoadProgress[] = [];
    const request = async (): Promise<undefined> => time.sleep(targetMs).then(() => undefined);
    const source = sourceOf([numbered(400)]);
    const slow = {
      ...source,
      async *read(...parameters: Parameters<typeof source.read>) {
        for await (const page of source.read(...parameters)) {
          await time.sleep(sourceMs);
          yield page;
        }
      },
    };
    const load = setUp(
      {
        ...{ source: slow, target: memoryTarget({ request }), options: { windowRecords: 50 } },
        budget: createBudget({ batchSize: 10, maxRequestBytes: 1_500, maxConcurrency: 1 }),
        onProgress: (progress) => void told.push(progress),
        utilization: () => 0.1,
      },
      time,
    );
    await load.run();
    expect(new Set(told.slice(1, -2).map(({ limitedBy }) => limitedBy))).toEqual(new Set([limit]));
    expect(told.at(-1)).toMatchObject({ read: 400, stored: 400, rangesFinished: 1, ranges: 1 });
    const seconds = (told.at(-1)?.elapsedMs ?? 0) / 1000;
    expect(told.length).toBeLessThanOrEqual(seconds * 4 + 2);
  });
});
