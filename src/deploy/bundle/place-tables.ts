import { type Compiled, topologicalOrder } from '../../plan/index.ts';

/** Table -> the key of the pipeline that holds it. */
export type Placement = ReadonlyMap<string, string>;

/**
 * What one pipeline may hold. The platform allows 1,000 datasets and 100 source files; three of these files are
 * for SQL. A full pipeline keeps some room, so that new tables find a place beside those that they read.
 */
export const limits = { tables: 1000, pythonFiles: 97, filled: 0.9 } as const;

/** The pipeline of tables that no group of the configuration claims. */
export const mainGroup = 'main';

/**
 * Decides in which pipeline each table is. A group that is too large for one pipeline gets several (`main`,
 * `main_2`, …): a table is never in an earlier one than what it reads in its group, so pipelines can run one
 * after the other. Tables stay where they were before, because a table that moves is built anew.
 *
 * @param before where tables were the last time; those of other groups than now are placed anew.
 * @returns the pipeline and the group of each table.
 */
export function placeTables(
  { project, tables, graph }: Compiled,
  before: Placement,
): { readonly placement: Placement; readonly groups: ReadonlyMap<string, string> } {
  const part = new Map<string, number>();
  const rooms = new Map<string, Room>();
  const groups = new Map([...project.tables.keys()].map((name) => [name, groupOf(name)]));

  function groupOf(name: string): string {
    const table = project.tables.get(name);
    const claims = project.bundle.pipelines.find(
      (group) =>
        group.tables.includes(name) ||
        (table !== undefined && group.layers.includes(table.layer)) ||
        table?.tags.some((tag) => group.tags.includes(tag)),
    );
    return claims?.name ?? mainGroup;
  }
  const keyOf = (name: string, number: number): string => partKey(groups.get(name) ?? mainGroup, number);
  const isPython = (name: string): boolean => tables.get(name)?.sql === undefined;
  const settle = (name: string, number: number): void => {
    part.set(name, number);
    const key = keyOf(name, number);
    const room = rooms.get(key) ?? { tables: 0, pythonFiles: 0 };
    rooms.set(key, {
      tables: room.tables + 1,
      pythonFiles: room.pythonFiles + (isPython(name) ? 1 : 0),
    });
  };
  const hasRoom = (name: string, number: number, share: number): boolean => {
    const room = rooms.get(keyOf(name, number)) ?? { tables: 0, pythonFiles: 0 };
    return (
      room.tables < limits.tables * share &&
      (!isPython(name) || room.pythonFiles < Math.floor(limits.pythonFiles * share))
    );
  };
  const partsOf = (names: readonly string[] = [], group: string | undefined): number[] =>
    names.filter((name) => groups.get(name) === group).flatMap((name) => part.get(name) ?? []);

  for (const name of project.tables.keys()) {
    const number = partNumber(before.get(name), groups.get(name) ?? mainGroup);
    if (number !== undefined && hasRoom(name, number, 1)) settle(name, number);
  }
  for (const name of inOrder({ project, graph })) {
    if (part.has(name)) continue;
    const group = groups.get(name);
    const lowest = Math.max(1, ...partsOf(graph.inputs.get(name), group));
    // Above what already reads it only when nothing else is left; the cycle is reported then.
    const highest = Math.min(Number.POSITIVE_INFINITY, ...partsOf(graph.outputs.get(name), group));
    let number = lowest;
    while (!hasRoom(name, number, number < highest ? limits.filled : 1)) number += 1;
    settle(name, number);
  }
  const placement = new Map([...groups.keys()].map((name) => [name, keyOf(name, part.get(name) ?? 1)]));
  return { placement, groups };
}

interface Room {
  readonly tables: number;
  readonly pythonFiles: number;
}

/** All tables, each after what it reads; those on a cycle last. */
function inOrder({ project, graph }: Pick<Compiled, 'project' | 'graph'>): Set<string> {
  return new Set([...topologicalOrder(graph), ...project.tables.keys()]);
}

function partKey(group: string, number: number): string {
  return number === 1 ? group : `${group}_${number}`;
}

/** @returns undefined for the key of another group. */
function partNumber(key: string | undefined, group: string): number | undefined {
  if (key === group) return 1;
  const number = key?.startsWith(`${group}_`) ? Number(key.slice(group.length + 1)) : undefined;
  return number !== undefined && Number.isInteger(number) && number > 1 ? number : undefined;
}
