import { didYouMean, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Project, SearchIndexConfig } from '../../project/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openProject } from '../open-project.ts';
import { noIndex } from '../problems.ts';
import { reporterFor } from '../report/reporter.ts';
import { statusLine } from '../report/status-line.ts';
import type { IndexOptions } from './index-command.ts';
import { indexTables } from './index-tables.ts';

export async function index(names: readonly string[], options: IndexOptions): Promise<void> {
  const compiled = await openProject(options);
  const chosen = chooseIndexes(compiled.project, names);
  const reporter = reporterFor(options);
  const status = statusLine(options);
  const interrupts = listenForInterrupts(false);
  try {
    await indexTables(compiled, chosen, {
      relearn: options.relearn ?? false,
      signal: interrupts.signal,
      onEvent: (event) => {
        status.clear();
        reporter.onEvent(event);
      },
      onProgress: status.show,
    });
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    status.clear();
    reporter.close();
    interrupts.dispose();
  }
}

/** The named indexes, or all. */
function chooseIndexes({ indexes }: Project, names: readonly string[]): SearchIndexConfig[] {
  if (indexes.size === 0) throw noSuchIndex(undefined, []);
  if (names.length === 0) return [...indexes.values()];
  return names.map((name) => indexes.get(name) ?? fail(noSuchIndex(name, [...indexes.keys()])));
}

/** The one index a command works on: named, or the only one there is. */
export function chooseIndex({ indexes }: Project, name: string | undefined): SearchIndexConfig {
  const [only] = indexes.values();
  if (name === undefined && indexes.size === 1 && only) return only;
  return indexes.get(name ?? '') ?? fail(noSuchIndex(name, [...indexes.keys()]));
}

function noSuchIndex(name: string | undefined, names: readonly string[]): HeadraceError {
  const mean = name === undefined ? '' : didYouMean(name, names);
  return new HeadraceError(noIndex({ name, names, mean }), { exitCode: exitCode.usage });
}

function fail(error: Error): never {
  throw error;
}
