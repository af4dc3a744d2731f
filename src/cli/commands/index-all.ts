import { indexingProblems, indexTable } from '../../indexing/index.ts';
import { exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { Project, TableIndexConfig } from '../../project/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { reporterFor } from '../report/reporter.ts';
import { statusLine } from '../report/status-line.ts';

/** Brings indexes up to date, one after the other, with progress; an interrupted one stays as it was. */
export async function indexAll(
  { project }: Compiled,
  indexes: readonly TableIndexConfig[],
  options: { json?: boolean; quiet?: boolean; relearn?: boolean },
): Promise<void> {
  refuseCluster(project, indexes);
  const reporter = await reporterFor(options);
  const status = statusLine(options);
  const { signal, dispose } = listenForInterrupts(false);
  try {
    for (const config of indexes) {
      const startedAt = systemClock.now();
      const { index, documents, added, updated, removed, unchanged } = await indexTable(project, config, {
        relearn: options.relearn ?? false,
        signal,
        onProgress: (text) => status.show(`index ${config.name}: ${text}`),
      });
      const at = systemClock.now();
      const counts = { documents, added, updated, removed, unchanged };
      status.clear();
      reporter.onEvent({ type: 'index_finished', at, index, ...counts, durationMs: at - startedAt });
    }
  } catch (error) {
    if (signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    status.clear();
    reporter.close();
    dispose();
  }
}

/** A cluster gets tables by loads, which can go on after a crash, and several of which may fill one index. */
function refuseCluster({ search }: Project, [first]: readonly TableIndexConfig[]): void {
  if (search.backend === 'sqlite' || !first) return;
  const problem = indexingProblems.indexInCluster({ name: first.name, table: first.from }, first.at);
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}
