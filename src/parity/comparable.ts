import { type Compiled, type CompiledTable, topologicalOrder } from '../plan/index.ts';

/** Which tables both engines can build. */
export interface Comparable {
  /** In an order in which inputs come first. */
  readonly tables: readonly string[];
  /** Table -> why it cannot be compared. */
  readonly left: ReadonlyMap<string, string>;
}

/** The selected tables and everything that they are made from, as far as both engines can read it. */
export function comparable(
  compiled: Pick<Compiled, 'tables' | 'graph'>,
  selected: ReadonlySet<string>,
): Comparable {
  const { graph } = compiled;
  const wanted = new Set(selected);
  for (const name of wanted) for (const input of graph.inputs.get(name) ?? []) wanted.add(input);
  const left = new Map<string, string>();
  const tables = topologicalOrder(graph).filter((name) => {
    if (!wanted.has(name)) return false;
    const input = graph.inputs.get(name)?.find((one) => left.has(one));
    const reason =
      notForBoth(compiled.tables.get(name)) ?? (input && `it reads ${input}, which is not compared`);
    if (reason !== undefined) left.set(name, reason);
    return reason === undefined;
  });
  return { tables, left };
}

/** Why one of the engines cannot build a table whatever its inputs are. */
function notForBoth(compiled: CompiledTable | undefined): string | undefined {
  const { source, transformation } = compiled?.table ?? {};
  if (transformation?.language === 'python') return 'it is written in Python, which DuckDB does not run';
  const isRemote =
    source?.type === 'files' && source.paths.some((path) => /^[a-z][a-z0-9]*:\/\//i.test(path));
  return isRemote ? 'its raw files are not on this machine, where Spark reads them' : undefined;
}
