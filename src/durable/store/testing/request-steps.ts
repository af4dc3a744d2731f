import type { Request } from '@resonatehq/sdk';
import fc from 'fast-check';

/** A request, given the time and the version at which a task stands. */
export type Step = (now: number, versionOf: (id: string) => number) => Request;

/** Few ids, so that requests meet. Letters have tasks (`t` is a timer); digits are settled from outside. */
export const ids = ['a', 'b', 'c', 't', '1', '2', 's-x'];

const head = { corrId: 'c', version: '2026-04-01' };
const id = fc.constantFrom(...ids);
/** Few of those, so that some task is at work most of the time. */
const taskId = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c', 't', '1');
const timeout = fc.constantFrom(-1, 0, 900, 45_000, 200_000, 200_000, 500_000, 500_000);
const value = fc.constantFrom({}, { data: 'MQ==' }, { headers: { h: '1' }, data: 'Mg==' });
const state = fc.constantFrom('resolved' as const, 'rejected' as const, 'rejected_canceled' as const);
const pid = fc.constantFrom('p', 'q');
const ttl = fc.constantFrom(1_000, 60_000);
/** Mostly the right version of a task, sometimes another. */
const off = fc.constantFrom(0, 0, 0, 0, 0, 1, -1);
/** Whether a task settles its own promise, as it must. */
const same = fc.constantFrom(true, true, true, true, false);

const promise = fc.record({
  id,
  timeout,
  param: value,
  delay: fc.option(fc.constantFrom(500, 3_000), { nil: undefined, freq: 6 }),
  branch: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  scope: fc.constantFrom('global', 'local', undefined),
});
type PromiseInput = typeof promise extends fc.Arbitrary<infer T> ? T : never;

function create(input: PromiseInput, now: number): Extract<Request, { kind: 'promise.create' }> {
  const tags = {
    ...(/^[abct]/.test(input.id) && { 'resonate:target': 'poll://any@default' }),
    ...(input.id === 't' && { 'resonate:timer': 'true' }),
    ...(input.delay !== undefined && { 'resonate:delay': String(now + input.delay) }),
    ...(input.branch && { 'resonate:branch': input.branch }),
    ...(input.scope && { 'resonate:scope': input.scope }),
  };
  const data = { id: input.id, timeoutAt: now + input.timeout, param: input.param, tags };
  return { kind: 'promise.create', head, data };
}

const settle = fc
  .record({ id, state, value })
  .map((data) => ({ kind: 'promise.settle' as const, head, data }));

/** A step of these inputs, so often among others. */
function often<T extends object>(
  weight: number,
  inputs: { [K in keyof T]: fc.Arbitrary<T[K]> },
  make: (input: T, ...at: Parameters<Step>) => Request,
): fc.WeightedArbitrary<Step> {
  const arbitrary = fc.record(inputs).map(
    (input): Step =>
      (now, versionOf) =>
        make(input, now, versionOf),
  );
  return { weight, arbitrary };
}

const step: fc.Arbitrary<Step> = fc.oneof(
  often(6, { promise }, ({ promise }, now) => create(promise, now)),
  often(1, { id }, ({ id }) => ({ kind: 'promise.get', head, data: { id } })),
  often(3, { settle }, ({ settle }) => settle),
  often(2, { awaited: id, awaiter: id }, (data) => ({ kind: 'promise.register_callback', head, data })),
  often(2, { awaited: id, pid }, ({ awaited, pid }) => {
    const data = { awaited, address: `poll://uni@default/${pid}` };
    return { kind: 'promise.register_listener', head, data };
  }),
  often(1, { id }, ({ id }) => ({ kind: 'task.get', head, data: { id } })),
  often(3, { promise, pid, ttl }, ({ promise, pid, ttl }, now) => {
    return { kind: 'task.create', head, data: { pid, ttl, action: create(promise, now) } };
  }),
  often(6, { id: taskId, off, pid, ttl }, ({ id, off, pid, ttl }, _, versionOf) => {
    return { kind: 'task.acquire', head, data: { id, version: versionOf(id) + off, pid, ttl } };
  }),
  often(3, { id: taskId, off }, ({ id, off }, _, versionOf) => {
    return { kind: 'task.release', head, data: { id, version: versionOf(id) + off } };
  }),
  often(4, { id: taskId, off, ids: fc.array(id, { maxLength: 3 }) }, ({ id, off, ids }, _, versionOf) => {
    const actions = ids.map((awaited) => ({
      kind: 'promise.register_callback' as const,
      head,
      data: { awaited, awaiter: id },
    }));
    return { kind: 'task.suspend', head, data: { id, version: versionOf(id) + off, actions } };
  }),
  often(2, { id: taskId, off, settle, same }, ({ id, off, settle, same }, _, versionOf) => {
    const action = same ? { ...settle, data: { ...settle.data, id } } : settle;
    return { kind: 'task.fulfill', head, data: { id, version: versionOf(id) + off, action } };
  }),
  often(3, { id: taskId, off, promise }, ({ id, off, promise }, now, versionOf) => {
    const action = create(promise, now);
    return { kind: 'task.fence', head, data: { id, version: versionOf(id) + off, action } };
  }),
  often(2, { id: taskId, off, settle }, ({ id, off, settle }, _, versionOf) => {
    return { kind: 'task.fence', head, data: { id, version: versionOf(id) + off, action: settle } };
  }),
  often(1, { id }, ({ id }) => ({ kind: 'task.halt', head, data: { id } })),
  often(1, { id }, ({ id }) => ({ kind: 'task.continue', head, data: { id } })),
  often(1, { id: taskId, off, pid }, ({ id, off, pid }, _, versionOf) => {
    return { kind: 'task.heartbeat', head, data: { pid, tasks: [{ id, version: versionOf(id) + off }] } };
  }),
  often(
    1,
    {
      cron: fc.constantFrom('*/20 * * * * *', '* * * * *', 'no cron'),
      promiseTimeout: fc.constantFrom(-1, 10_000),
      promiseTags: fc.constantFrom<Record<string, string>>({ 'resonate:target': 'poll://any@default' }, {}),
    },
    (schedule) => {
      const data = { id: 's', promiseId: '{{.id}}-{{.timestamp}}', promiseParam: {}, ...schedule };
      return { kind: 'schedule.create', head, data };
    },
  ),
  often(1, {}, () => ({ kind: 'schedule.get', head, data: { id: 's' } })),
  often(1, {}, () => ({ kind: 'schedule.delete', head, data: { id: 's' } })),
);

/** Two workflows, one of them at work, and what they can wait for: half of the courses begin so. */
const beginning: readonly Step[] = [
  ...['a', 'b', '1', '2'].map(
    (id): Step =>
      (now) => {
        const input = {
          id,
          timeout: 500_000,
          param: {},
          delay: undefined,
          branch: 'a',
          scope: 'global',
        } as const;
        return create(input, now);
      },
  ),
  (_, versionOf) => {
    const data = { id: 'a', version: versionOf('a'), pid: 'p', ttl: 60_000 };
    return { kind: 'task.acquire', head, data };
  },
  ...['1', '2', 'b'].map(
    (awaited): Step =>
      () => {
        return { kind: 'promise.register_callback', head, data: { awaited, awaiter: 'a' } };
      },
  ),
];

const wait = fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 999, 5_000, 31_000, 70_000);

/** Requests, each after a while (ms), and with or without a tick before it. */
export const course = fc
  .record({
    begun: fc.boolean(),
    steps: fc.array(fc.record({ step, wait, ticks: fc.boolean() }), { maxLength: 60, size: 'max' }),
  })
  .map(({ begun, steps }) => [
    ...(begun ? beginning.map((step) => ({ step, wait: 0, ticks: false })) : []),
    ...steps,
  ]);
