/** Which table reads which. Every name that occurs has an entry in both maps. */
export interface Graph {
  /** Table -> the tables it reads. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** Table -> the tables that read it. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
}

/** Builds a graph; inputs that are no table of the map are left out. */
export function buildGraph(inputsOf: ReadonlyMap<string, readonly string[]>): Graph {
  const inputs = new Map<string, string[]>();
  const outputs = new Map<string, string[]>();
  for (const name of inputsOf.keys()) outputs.set(name, []);
  for (const [name, wanted] of inputsOf) {
    const known = [...new Set(wanted)].filter((input) => inputsOf.has(input));
    inputs.set(name, known);
    for (const input of known) outputs.get(input)?.push(name);
  }
  return { inputs, outputs };
}

/**
 * Tables in an order in which each comes after what it reads (Kahn, 1962), and otherwise as given.
 * Tables on a cycle, and those behind one, are left out.
 */
export function topologicalOrder(graph: Graph): string[] {
  const waiting = new Map([...graph.inputs].map(([name, inputs]) => [name, inputs.length]));
  const order = [...waiting.keys()].filter((name) => waiting.get(name) === 0);
  // `order` grows while it is read: it is the queue and the result at once.
  for (const name of order) {
    for (const output of graph.outputs.get(name) ?? []) {
      const left = (waiting.get(output) ?? 0) - 1;
      waiting.set(output, left);
      if (left === 0) order.push(output);
    }
  }
  return order;
}

/** Tables by level: 0 reads none of the others, 1 reads only level 0, … For display only. */
export function levels(graph: Graph): string[][] {
  const level = new Map<string, number>();
  const result: string[][] = [];
  for (const name of topologicalOrder(graph)) {
    const depth = Math.max(-1, ...(graph.inputs.get(name) ?? []).map((input) => level.get(input) ?? 0)) + 1;
    level.set(name, depth);
    const row = result[depth] ?? [];
    result[depth] = row;
    row.push(name);
  }
  return result;
}

/** All tables reachable from `start` by `next`, `start` included. */
export function reachable(
  start: Iterable<string>,
  next: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const seen = new Set(start);
  for (const name of seen) for (const other of next.get(name) ?? []) seen.add(other);
  return seen;
}

/** The graph of only these tables, and the edges between them. */
export function subgraph(graph: Graph, names: ReadonlySet<string>): Graph {
  return buildGraph(new Map([...names].map((name) => [name, graph.inputs.get(name) ?? []])));
}
