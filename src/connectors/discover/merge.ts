import type { ConnectorTable } from '../types.ts';

export interface Merged {
  readonly tables: readonly ConnectorTable[];
  /** Names of tables that the list did not have. */
  readonly added: readonly string[];
  /** Names of tables that the connector has no longer. */
  readonly removed: readonly string[];
}

/**
 * Lays what was found over a list that people and plans have worked on: what only they can know is kept, what the
 * connector knows better is brought up to date.
 */
export function mergeTables(found: readonly ConnectorTable[], before: readonly ConnectorTable[]): Merged {
  const known = new Map(before.map((table) => [table.sourceTable, table]));
  const names = new Set(found.map(({ sourceTable }) => sourceTable));
  const removed = before.filter(({ sourceTable }) => !names.has(sourceTable));
  const added = found.filter(({ sourceTable }) => !known.has(sourceTable));
  return {
    // Tables stay where the list has them.
    tables: [...inOrder(before, found), ...added].map((table) => {
      const old = known.get(table.sourceTable);
      return old === undefined ? table : merged(table, old);
    }),
    added: added.map(({ sourceTable }) => sourceTable),
    removed: removed.map(({ sourceTable }) => sourceTable),
  };
}

function inOrder(before: readonly ConnectorTable[], found: readonly ConnectorTable[]): ConnectorTable[] {
  const byName = new Map(found.map((table) => [table.sourceTable, table]));
  return before.flatMap(({ sourceTable }) => byName.get(sourceTable) ?? []);
}

function merged(found: ConnectorTable, old: ConnectorTable): ConnectorTable {
  const keepsCategory = old.category !== '' && found.categorySource !== 'map';
  return {
    ...old,
    ...found,
    ...(keepsCategory && { category: old.category, categorySource: 'list' as const }),
    ...(found.ingestionType === 'unknown' && { ingestionType: old.ingestionType }),
    ...(found.primaryKeys.length === 0 && { primaryKeys: old.primaryKeys }),
    tableConfiguration: { ...old.tableConfiguration, ...found.tableConfiguration },
    otherColumns: { ...old.otherColumns, ...found.otherColumns },
  };
}
