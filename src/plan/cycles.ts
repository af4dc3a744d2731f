import type { Graph } from './graph.ts';

/**
 * One shortest cycle for each knot of tables that read each other: `[a, b, c]` means a reads b, b reads
 * c, c reads a. Linear in the size of the graph but for the shortest-path search inside each knot.
 */
export function findCycles(graph: Graph): string[][] {
  return components(graph)
    .filter(([first, ...rest]) => rest.length > 0 || (first && graph.inputs.get(first)?.includes(first)))
    .map((members) => shortestCycle(graph, members));
}

/** Strongly connected components, by Tarjan's algorithm (1972) with an explicit stack. */
function components(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const result: string[][] = [];

  const enter = (name: string): { name: string; next: number } => {
    index.set(name, index.size);
    low.set(name, index.size - 1);
    stack.push(name);
    onStack.add(name);
    return { name, next: 0 };
  };
  const lower = (name: string, to: number): void => {
    low.set(name, Math.min(low.get(name) ?? to, to));
  };

  for (const root of graph.inputs.keys()) {
    if (index.has(root)) continue;
    const calls = [enter(root)];
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const { name } = call;
      const child = graph.inputs.get(name)?.[call.next];
      call.next += 1;
      if (child !== undefined) {
        if (!index.has(child)) calls.push(enter(child));
        else if (onStack.has(child)) lower(name, index.get(child) ?? 0);
        continue;
      }
      calls.pop();
      const parent = calls.at(-1);
      if (parent) lower(parent.name, low.get(name) ?? 0);
      if (low.get(name) !== index.get(name)) continue;
      const members: string[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        members.push(member);
        if (member === name) break;
      }
      result.push(members.reverse());
    }
  }
  return result;
}

/** Breadth first from one member back to itself, inside the component. */
function shortestCycle(graph: Graph, members: readonly string[]): string[] {
  const inside = new Set(members);
  const [start = ''] = members;
  const from = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const next of graph.inputs.get(name) ?? []) {
      if (next === start) {
        const path = [name];
        for (let at = name; at !== start; ) {
          at = from.get(at) ?? start;
          path.push(at);
        }
        return path.reverse();
      }
      if (!inside.has(next) || from.has(next)) continue;
      from.set(next, name);
      queue.push(next);
    }
  }
  return [...members];
}
