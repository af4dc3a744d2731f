import type { Cell } from './cells.ts';

/**
 * Names for pipelines of cells: what the grouping calls them, and besides only as much as tells them apart: the
 * kind of tables, how often they are read, their connection.
 */
export function cellNames(cells: readonly Cell[]): ReadonlyMap<string, string> {
  const names = new Map(cells.map((cell) => [cell.key, cell.base || kindOf(cell)]));
  for (const detail of [kindOf, often, ({ class: { connection = '' } }: Cell) => connection]) {
    const same = Map.groupBy(cells, ({ key }) => names.get(key));
    for (const [name = '', members] of same) {
      if (members.length < 2 || new Set(members.map(detail)).size < 2) continue;
      for (const cell of members) names.set(cell.key, joined(name, slug(detail(cell))));
    }
  }
  return names;
}

/** `snapshot_1`, `snapshot_2`: with as many digits as the last one has, so that they sort. */
export function numbered(name: string, number: number, of: number): string {
  return `${name}_${String(number).padStart(String(of).length, '0')}`;
}

/** The ingestion type of its tables; of several, what they have in common. */
function kindOf({ items, class: { flow } }: Cell): string {
  const types = new Set(items.map(({ table }) => table.ingestionType));
  const [first] = types;
  if (types.size === 1 && first !== undefined) return first;
  return [...types].every((type) => type.startsWith('cdc')) ? 'cdc' : flow;
}

const units = [
  [604_800, 'weekly', 'weeks'],
  [86_400, 'daily', 'days'],
  [3600, 'hourly', 'hours'],
  [60, 'minutely', 'min'],
] as const;

function often({ class: { pace } }: Cell): string {
  for (const [seconds, one, many] of units) {
    if (pace.period === seconds) return one;
    if (pace.period % seconds === 0) return `${pace.period / seconds}_${many}`;
  }
  return `${pace.period}_s`;
}

function joined(name: string, detail: string): string {
  return detail === '' || name === detail || name.endsWith(`_${detail}`) ? name : `${name}_${detail}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
