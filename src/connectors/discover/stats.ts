import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { numberOf, readRows } from '../table-list/index.ts';
import type { ConnectorTable } from '../types.ts';
import { badStats, noStats, unknownStatsTable } from './problems.ts';

/** What one run of a table amounts to, as far as it is known. */
export type TableStats = Pick<ConnectorTable, 'weight' | 'rows' | 'bytes' | 'calls'>;

/** Columns of a file of statistics, and what they are of a table. Seconds may go by either name. */
const columns = [
  ['seconds', 'weight'],
  ['weight', 'weight'],
  ['rows', 'rows'],
  ['bytes', 'bytes'],
  ['calls', 'calls'],
] as const;

/**
 * Reads statistics of tables from CSV, JSON or YAML: `source_table` with any of `rows`, `bytes`, `seconds` and
 * `calls`.
 *
 * @throws HeadraceError (exit code 2) with everything that is wrong with it, each at its line.
 */
export async function readStats(path: string): Promise<ReadonlyMap<string, TableStats>> {
  const file = await readRows(path);
  const names = file.columns.map(({ name }) => name);
  if (!names.includes('source_table') || !columns.some(([name]) => names.includes(name))) {
    throw new HeadraceError(noStats({ file: path, columns: names }), { exitCode: exitCode.usage });
  }
  const problems: Problem[] = [];
  const stats = new Map<string, TableStats>();
  for (const { cells } of file.rows) {
    const table = String(cells.get('source_table')?.value ?? '').trim();
    const known = columns.flatMap(([column, field]) => {
      const cell = cells.get(column);
      if (cell === undefined) return [];
      const value = numberOf(cell.value);
      if (value !== undefined && value >= 0) return [[field, field === 'weight' ? value : Math.round(value)]];
      problems.push(badStats({ table, column, found: String(cell.value) }, cell.at()));
      return [];
    });
    if (table !== '') stats.set(table, Object.fromEntries(known));
  }
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return stats;
}

/** The tables with what is known of them. */
export function withStats(
  tables: readonly ConnectorTable[],
  stats: ReadonlyMap<string, TableStats>,
): { readonly tables: readonly ConnectorTable[]; readonly problems: readonly Problem[] } {
  const names = tables.map(({ sourceTable }) => sourceTable);
  const known = new Set(names);
  const unknown = [...stats.keys()].filter((table) => !known.has(table));
  return {
    tables: tables.map((table) => ({ ...table, ...stats.get(table.sourceTable) })),
    problems: unknown.map((table) => unknownStatsTable({ table, names })),
  };
}
