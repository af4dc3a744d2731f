import type { Graph } from '../../plan/index.ts';
import { schedule } from '../../run/index.ts';
import { type BuildResult, buildTable } from './build-table.ts';
import { compact } from './compact.ts';
import type { RunContext } from './context.ts';

/** Takes each table once, in graph order, and reports every outcome the moment it is known. */
export async function execute(
  context: RunContext,
  graph: Graph,
  concurrency: number,
  onResult: (result: BuildResult) => void,
  /** Tables that are not to be tried now: they failed a moment ago. */
  resting: ReadonlySet<string> = new Set(),
): Promise<void> {
  const without = (table: string, status: 'blocked' | 'cancelled', reason: string): void =>
    onResult({ outcome: { table, status, reason } });
  await schedule({
    graph,
    // One table more than may compute: it looks at its inputs, or waits for the disk, meanwhile.
    concurrency: concurrency > 1 ? concurrency + 1 : 1,
    signal: context.signal,
    async execute(name) {
      const compiled = context.compiled.tables.get(name);
      if (!compiled || resting.has(name)) return 'failed';
      const result = await buildTable(context, compiled);
      onResult(result);
      if (result.outcome.status === 'built') await compact(context, name);
      // After an interrupt the tables behind are cancelled, as this one is: nothing failed.
      return result.outcome.status === 'failed' ? 'failed' : 'ok';
    },
    onBlocked: (name, culprit) => without(name, 'blocked', `${culprit} failed`),
    onCancelled: (name) => without(name, 'cancelled', 'interrupted'),
  });
}
