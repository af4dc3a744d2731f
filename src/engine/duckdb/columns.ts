import type { Problem } from '../../kernel/index.ts';
import { type CompiledTable, sqlLocation } from '../../plan/index.ts';
import type { Column } from '../../warehouse/index.ts';
import { duplicateColumns, unknownLayoutColumns } from './problems.ts';

/** What a streaming table cannot take: columns that vanished or changed their type. In words. */
export function columnChanges(before: readonly Column[], now: readonly Column[]): string[] {
  const types = new Map(now.map(({ name, type }) => [name, type]));
  return before.flatMap(({ name, type }) => {
    const found = types.get(name);
    if (found === undefined) return [`column "${name}" is gone`];
    return found === type ? [] : [`column "${name}" was ${type} and is now ${found}`];
  });
}

/** The old columns in their order, then the new ones. */
export function mergeColumns(before: readonly Column[], now: readonly Column[]): Column[] {
  const known = new Set(before.map(({ name }) => name));
  return [...before, ...now.filter(({ name }) => !known.has(name))];
}

/** Why columns cannot become a table: two of one name, or none that the table is to be laid out by. */
export function columnProblems({ table }: CompiledTable, columns: readonly Column[]): Problem[] {
  const names = columns.map(({ name }) => name.toLowerCase());
  const twice = columns.filter(({ name }, index) => names.indexOf(name.toLowerCase()) < index);
  const missing = (wanted: readonly string[]): string[] =>
    wanted.filter((name) => !names.includes(name.toLowerCase()));
  const layout = [
    { key: 'partition_by', missing: missing(table.partitionBy) },
    { key: 'cluster_by', missing: missing(table.clusterBy) },
  ].filter(({ missing: some }) => some.length > 0);
  const problems = layout.map((wrong) => unknownLayoutColumns({ table: table.name, ...wrong }, table.at));
  if (twice.length === 0) return problems;
  const duplicate = duplicateColumns(
    { table: table.name, columns: [...new Set(twice.map(({ name }) => name))] },
    sqlLocation(table, 0),
  );
  return [duplicate, ...problems];
}
