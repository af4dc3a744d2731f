import { buildGraph } from '../../plan/index.ts';
import { schedule, type TableOutcome } from '../../run/index.ts';
import type { RunContext } from './context.ts';
import type { FoundPipeline } from './find-pipelines.ts';
import { runPipeline } from './run-pipeline.ts';

/** One update of each pipeline: those that read others come after them, all else goes at once. */
export async function runOnce(
  context: RunContext,
  pipelines: readonly FoundPipeline[],
  fullRefresh: ReadonlySet<string>,
  known: Set<string>,
): Promise<readonly TableOutcome[]> {
  const { request, finish } = context;
  const byKey = new Map(pipelines.map((pipeline) => [pipeline.key, pipeline]));
  const outcomes: TableOutcome[] = [];
  const without = (key: string, status: 'blocked' | 'cancelled', reason: string): void => {
    for (const table of byKey.get(key)?.selected ?? []) {
      const outcome: TableOutcome = { table, status, reason };
      outcomes.push(outcome);
      finish(outcome);
    }
  };
  await schedule({
    graph: buildGraph(new Map(pipelines.map(({ key, inputs }) => [key, inputs]))),
    concurrency: Number.POSITIVE_INFINITY,
    signal: request.signal,
    async execute(key) {
      const pipeline = byKey.get(key);
      if (!pipeline) return 'failed';
      const done = await runPipeline(context, pipeline, { fullRefresh, known });
      outcomes.push(...done);
      return done.some(({ status }) => status === 'failed') ? 'failed' : 'ok';
    },
    onBlocked: (key, culprit) =>
      without(key, 'blocked', `pipeline ${byKey.get(culprit)?.name ?? culprit} failed`),
    onCancelled: (key) => without(key, 'cancelled', 'interrupted'),
  });
  return outcomes;
}

export function knownUpdates(pipelines: readonly FoundPipeline[]): Set<string> {
  return new Set(pipelines.flatMap(({ updates }) => updates.map(({ id }) => id)));
}
