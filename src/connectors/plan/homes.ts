import { type Cell, cellKey, cellsOf, type PlanItem } from './cells.ts';
import type { CurrentPlan } from './make-plan.ts';
import type { Structure } from './structure.ts';

/** Which groups there are, in which cells, and which tables stay in them. */
interface Homes {
  readonly cells: readonly Cell[];
  /** Cell → its groups. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly of: (item: PlanItem) => string | undefined;
}

/**
 * A group is of the cell that most of its work is of. A table stays in its group if the class is the same; only a
 * plan with another structure also asks for the same cell. So a table whose category was corrected stays.
 */
export function homes(
  items: readonly PlanItem[],
  own: readonly Cell[],
  current: CurrentPlan | undefined,
  { changed }: Structure,
): Homes {
  if (current === undefined) return { cells: own, groups: new Map(), of: () => undefined };
  const groupOf = (item: PlanItem): string => current.tables.get(item.table.sourceTable) ?? '';
  const byKey = new Map(own.map((cell) => [cell.key, cell]));
  const cellOfGroup = new Map<string, Cell>();
  for (const [group, members] of Map.groupBy(items, groupOf)) {
    const [cell] = cellsOf(members).sort((a, b) => workOf(b) - workOf(a) || b.items.length - a.items.length);
    const found = cell && byKey.get(cell.key);
    if (group !== '' && found) cellOfGroup.set(group, found);
  }
  const staying = (item: PlanItem): Cell | undefined => {
    const cell = cellOfGroup.get(groupOf(item));
    const fits = changed ? cell?.key === cellKey(item) : cell?.class.key === item.class.key;
    return fits ? cell : undefined;
  };
  const members = Map.groupBy(items, (item) => staying(item)?.key ?? cellKey(item));
  return {
    cells: own.flatMap((cell) => {
      const mine = members.get(cell.key);
      return mine ? [{ ...cell, items: mine }] : [];
    }),
    groups: new Map(
      [...Map.groupBy(cellOfGroup, ([, { key }]) => key)].map(([key, entries]) => [
        key,
        entries.map(([group]) => group).sort((a, b) => (a < b ? -1 : 1)),
      ]),
    ),
    of: (item) => (staying(item) ? groupOf(item) : undefined),
  };
}

function workOf({ items }: Cell): number {
  return items.reduce((sum, { load }) => sum + load.seconds, 0);
}

/** As many pipelines as there are, and more only where new tables find no room. */
export function keptCount(cell: Cell, { groups, of }: Homes, maxTables: number): number {
  const names = groups.get(cell.key) ?? [];
  const held = Map.groupBy(cell.items, (item) => of(item) ?? '');
  const room = names.reduce((sum, name) => sum + Math.max(0, maxTables - (held.get(name)?.length ?? 0)), 0);
  const homeless = Math.max(0, (held.get('')?.length ?? 0) - room);
  return Math.max(1, names.length + Math.ceil(homeless / maxTables));
}
