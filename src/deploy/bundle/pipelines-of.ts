import { buildGraph, type Compiled, topologicalOrder } from '../../plan/index.ts';
import { mainGroup, type Placement, placeTables } from './place-tables.ts';

/** A pipeline of the bundle. */
export interface BundlePipeline {
  /** Its key among the resources: the group, and a number where a group needs several. */
  readonly key: string;
  /** Its name under `bundle.pipelines` in the configuration, or `main`. */
  readonly group: string;
  /** Its name in the workspace; deployed in development mode, `[dev user] ` stands before it. */
  readonly name: string;
  /** In the order of the configuration. */
  readonly tables: readonly string[];
  /** Keys of the pipelines whose tables it reads. */
  readonly inputs: readonly string[];
}

/**
 * The pipelines that `headrace bundle` makes of a project, each after those that it reads.
 *
 * @param before where tables were when the bundle was last written: see `readPlacement`. It matters only for
 *   groups that are too large for one pipeline.
 */
export function pipelinesOf(compiled: Compiled, before: Placement = new Map()): readonly BundlePipeline[] {
  const { project, graph } = compiled;
  const { placement, groups } = placeTables(compiled, before);
  const tables = new Map<string, string[]>();
  const inputs = new Map<string, Set<string>>();
  for (const [table, key] of placement) {
    tables.set(key, [...(tables.get(key) ?? []), table]);
    const read = inputs.get(key) ?? new Set();
    inputs.set(key, read);
    for (const input of graph.inputs.get(table) ?? []) {
      const other = placement.get(input);
      if (other !== undefined && other !== key) read.add(other);
    }
  }
  const keys = [...tables.keys()].sort();
  const order = topologicalOrder(buildGraph(new Map(keys.map((key) => [key, [...(inputs.get(key) ?? [])]]))));
  return [...new Set([...order, ...keys])].map((key) => ({
    key,
    group: groups.get(tables.get(key)?.[0] ?? '') ?? mainGroup,
    name: `${project.bundle.name}_${key}`,
    tables: tables.get(key) ?? [],
    inputs: [...(inputs.get(key) ?? [])].sort(),
  }));
}
