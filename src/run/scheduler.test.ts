import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../plan/index.ts';
import { type NodeResult, schedule } from './scheduler.ts';

interface Trace {
  readonly started: string[];
  readonly blocked: Map<string, string>;
  readonly cancelled: string[];
  readonly mostAtOnce: number;
}

/** Runs a schedule in which each node takes some turns of the event loop. */
async function trace(
  edges: Record<string, string[]>,
  options: {
    concurrency?: number;
    failing?: string[];
    turns?: (name: string) => number;
    abortAfter?: string;
  } = {},
): Promise<Trace> {
  const abort = new AbortController();
  const started: string[] = [];
  const cancelled: string[] = [];
  const blocked = new Map<string, string>();
  const done = new Set<string>();
  let running = 0;
  let mostAtOnce = 0;
  const graph = buildGraph(new Map(Object.entries(edges)));
  await schedule({
    graph,
    concurrency: options.concurrency ?? 2,
    signal: abort.signal,
    async execute(name): Promise<NodeResult> {
      for (const input of graph.inputs.get(name) ?? []) expect(done).toContain(input);
      started.push(name);
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      for (let turn = options.turns?.(name) ?? 1; turn > 0; turn -= 1) await new Promise(setImmediate);
      running -= 1;
      done.add(name);
      if (name === options.abortAfter) abort.abort();
      return options.failing?.includes(name) ? 'failed' : 'ok';
    },
    onBlocked: (name, culprit) => blocked.set(name, culprit),
    onCancelled: (name) => cancelled.push(name),
  });
  return { started, blocked, cancelled, mostAtOnce };
}

describe('schedule', () => {
  it('starts a node the moment its inputs are done, not when its level is', async () => {
    // `slow` and `fast` are one level; `next` must not wait for `slow`.
    const { started } = await trace(
      { slow: [], fast: [], next: ['fast'], last: ['next', 'slow'] },
      { turns: (name) => (name === 'slow' ? 50 : 1) },
    );
    expect(started).toEqual(['slow', 'fast', 'next', 'last']);
  });

  it('never runs more at once than it may', async () => {
    const edges = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}`, []]));
    expect((await trace(edges, { concurrency: 3 })).mostAtOnce).toBe(3);
  });

  it('blocks what depends on a failed node, names the culprit, and goes on with the rest', async () => {
    const { started, blocked } = await trace(
      { bad: [], good: [], child: ['bad'], grandchild: ['child', 'good'], other: ['good'] },
      { failing: ['bad'] },
    );
    expect(started.sort()).toEqual(['bad', 'good', 'other']);
    expect(blocked).toEqual(
      new Map([
        ['child', 'bad'],
        ['grandchild', 'bad'],
      ]),
    );
  });

  it('starts nothing after an abort, and accounts for every node', async () => {
    const { started, cancelled } = await trace({ a: [], b: ['a'], c: ['b'] }, { abortAfter: 'a' });
    expect(started).toEqual(['a']);
    expect(cancelled).toEqual(['b', 'c']);
  });

  it('runs each node of any graph exactly once, or says why not', async () => {
    const rows = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), async (inputs, failing) => {
        const edges = Object.fromEntries(
          inputs.map((list, i) => [`t${i}`, list.filter((input) => input < i).map((input) => `t${input}`)]),
        );
        const { started, blocked } = await trace(edges, { failing: failing.map((i) => `t${i}`) });
        expect([...started, ...blocked.keys()].sort()).toEqual(Object.keys(edges).sort());
      }),
      { numRuns: 50 },
    );
  });
});
