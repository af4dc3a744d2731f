import { type Graph, topologicalOrder } from '../plan/index.ts';

/** How a node ended, as far as those that read it are concerned. */
export type NodeResult = 'ok' | 'failed';

export interface Schedule {
  readonly graph: Graph;
  readonly concurrency: number;
  /** Does the work of one node. Must not throw: a failure is a result. */
  readonly execute: (name: string) => Promise<NodeResult>;
  /** Called for each node that cannot be started because of `culprit`. */
  readonly onBlocked: (name: string, culprit: string) => void;
  /** Called for each node not started when the signal aborted. */
  readonly onCancelled: (name: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A ready queue: a node starts the moment its inputs are done and a place is free, in topological order
 * among those that are ready. A failed node blocks what depends on it, and nothing else. After an abort
 * nothing is started any more; what runs is waited for.
 */
export async function schedule(options: Schedule): Promise<void> {
  const { graph, concurrency, execute, signal } = options;
  const order = topologicalOrder(graph);
  const rank = new Map(order.map((name, index) => [name, index]));
  const waitingFor = new Map(order.map((name) => [name, graph.inputs.get(name)?.length ?? 0]));
  const culprit = new Map<string, string>();
  const ready = order.filter((name) => waitingFor.get(name) === 0);
  const running = new Set<Promise<void>>();

  const settle = (name: string, blame: string | undefined): void => {
    for (const output of graph.outputs.get(name) ?? []) {
      if (blame !== undefined && !culprit.has(output)) culprit.set(output, blame);
      const left = (waitingFor.get(output) ?? 0) - 1;
      waitingFor.set(output, left);
      if (left === 0) ready.push(output);
    }
    ready.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  };

  const start = (name: string): void => {
    const blame = culprit.get(name);
    if (blame !== undefined) {
      options.onBlocked(name, blame);
      settle(name, blame);
      return;
    }
    if (signal?.aborted) {
      options.onCancelled(name);
      settle(name, undefined);
      return;
    }
    const work = execute(name).then((result) => {
      running.delete(work);
      settle(name, result === 'failed' ? name : undefined);
    });
    running.add(work);
  };

  while (ready.length > 0 || running.size > 0) {
    while (ready.length > 0 && running.size < concurrency) {
      const next = ready.shift();
      if (next !== undefined) start(next);
    }
    if (running.size > 0) await Promise.race(running);
  }
}
