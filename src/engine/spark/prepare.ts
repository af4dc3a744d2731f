import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { type Compiled, type CompiledTable, subgraph, topologicalOrder } from '../../plan/index.ts';
import { type DescribedSource, describeSources, engineProblems } from '../duckdb/index.ts';
import { pathNotForSpark } from './problems.ts';

/** The tables of a run in their order, and the raw files of those that have some. */
export interface Prepared {
  readonly tables: readonly CompiledTable[];
  readonly sources: ReadonlyMap<string, DescribedSource>;
}

/**
 * Looks at everything that a run needs before Spark is asked.
 *
 * @throws HeadraceError with all that cannot be built, for one pipeline is built as a whole.
 */
export async function prepare(compiled: Compiled, selected: ReadonlySet<string>): Promise<Prepared> {
  const order = topologicalOrder(subgraph(compiled.graph, selected));
  const tables = order.flatMap((name) => compiled.tables.get(name) ?? []);
  const problems = tables.flatMap(unfit);
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  const withFiles = tables.flatMap(({ table, readsSource }) =>
    readsSource && table.transformation.language !== 'python' && table.source?.type === 'files'
      ? [{ table, source: table.source }]
      : [],
  );
  const sources =
    withFiles.length > 0
      ? await describeSources(compiled.project, withFiles)
      : new Map<string, DescribedSource>();
  return { tables, sources };
}

function unfit({ table, readsSource }: CompiledTable): Problem[] {
  const { name, source, transformation } = table;
  // A Python transformation reads what it likes; its source is a note.
  if (!source || !readsSource || transformation.language === 'python') return [];
  if (source.type === 'undecided') return [engineProblems.sourceUndecided({ table: name }, source.at)];
  if (source.type !== 'files') return [];
  return source.paths
    .filter((path) => /^[a-z0-9]+:\/\//i.test(path))
    .map((path) => pathNotForSpark({ table: name, path, reason: 'it reads local files only' }, source.at));
}
