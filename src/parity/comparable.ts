import { type Compiled, topologicalOrder } from '../plan/index.ts';

/** Which tables both engines can build. */
export interface Comparable {
  /** In an order in which inputs come first. */
  readonly tables: readonly string[];
  /** Table -> why it cannot be compared. */
  readonly left: ReadonlyMap<string, string>;
}

/** The selected tables and everything that they are made from, as far as it is no Python. */
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
    const { language } = compiled.tables.get(name)?.table.transformation ?? {};
    const input = graph.inputs.get(name)?.find((one) => left.has(one));
    if (language === 'python') left.set(name, 'it is written in Python, which DuckDB does not run');
    else if (input !== undefined) left.set(name, `it reads ${input}, which is not compared`);
    return !left.has(name);
  });
  return { tables, left };
}
