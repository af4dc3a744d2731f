import { isDeepStrictEqual } from 'node:util';
import type { Location, Problem } from '../../kernel/index.ts';
import { buildGraph, type Compiled, topologicalOrder } from '../../plan/index.ts';
import type { BundlePipeline } from './pipelines-of.ts';
import type { Placement } from './place-tables.ts';
import { movedTables, pipelineCycle, targetsDiffer } from './problems.ts';

export interface PlacedTarget {
  readonly compiled: Compiled;
  readonly pipelines: readonly BundlePipeline[];
}

/** Whether pipelines can run one after the other, are the same in all targets, and keep their tables. */
export function checkPlacement(targets: readonly PlacedTarget[], before: Placement): Problem[] {
  const [first, ...others] = targets;
  if (first === undefined) return [];
  return [...cycles(first), ...others.flatMap((other) => differences(first, other)), ...moves(first, before)];
}

function cycles({ compiled, pipelines }: PlacedTarget): Problem[] {
  const graph = buildGraph(new Map(pipelines.map(({ key, inputs }) => [key, inputs])));
  const ordered = new Set(topologicalOrder(graph));
  const stuck = pipelines.filter(({ key }) => !ordered.has(key)).map(({ key }) => key);
  if (stuck.length === 0) return [];
  const keyOf = pipelineOf(pipelines);
  const reads = stuck.map((key) => {
    const table = pipelines
      .find((pipeline) => pipeline.key === key)
      ?.tables.find((name) => compiled.graph.inputs.get(name)?.some((input) => isStuck(input, key)));
    const input = compiled.graph.inputs.get(table ?? '')?.find((name) => isStuck(name, key));
    return `${table} in ${key} reads ${input} in ${keyOf.get(input ?? '')}`;
  });
  function isStuck(input: string, key: string): boolean {
    const other = keyOf.get(input);
    return other !== undefined && other !== key && stuck.includes(other);
  }
  return [pipelineCycle({ pipelines: stuck, reads }, placeOfGroups(compiled))];
}

/** What the files that all targets share depend on has to be the same in all of them. */
function differences(first: PlacedTarget, other: PlacedTarget): Problem[] {
  const describe = ({ compiled, pipelines }: PlacedTarget): Map<string, unknown> => {
    const keyOf = pipelineOf(pipelines);
    return new Map(
      [...compiled.tables.values()].map(({ table: { name, layer, transformation } }) => [
        name,
        { layer, pipeline: keyOf.get(name), python: transformation.language === 'python' },
      ]),
    );
  };
  const [a, b] = [describe(first), describe(other)];
  const tables = [...new Set([...a.keys(), ...b.keys()])].filter(
    (name) => !isDeepStrictEqual(a.get(name), b.get(name)),
  );
  if (tables.length === 0) return [];
  const target = first.compiled.project.target.name;
  return [targetsDiffer({ tables: tables.slice(0, 5), target, other: other.compiled.project.target.name })];
}

function moves({ compiled, pipelines }: PlacedTarget, before: Placement): Problem[] {
  const now = pipelineOf(pipelines);
  const moved = [...before].flatMap(([table, key]) => {
    const to = now.get(table);
    return to === undefined || to === key ? [] : [`${table} from ${key} to ${to}`];
  });
  return moved.length > 0 ? [movedTables({ moves: moved }, placeOfGroups(compiled))] : [];
}

function placeOfGroups({ project: { bundle } }: Compiled): Location {
  return bundle.places.pipelines ?? bundle.at;
}

function pipelineOf(pipelines: readonly BundlePipeline[]): ReadonlyMap<string, string> {
  return new Map(pipelines.flatMap(({ key, tables }) => tables.map((table) => [table, key])));
}
