import { didYouMean, usageError } from '../kernel/index.ts';
import type { Compiled } from '../plan/index.ts';
import type { Project, SearchIndexConfig } from '../project/index.ts';
import * as problem from './problems.ts';

/** Where a trace begins, as the user said. */
export interface StartRequest {
  readonly index: SearchIndexConfig | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
}

/** The table an index is made from: mirrored, or loaded. */
export function tableOf({ tables, loads, search }: Project, index: SearchIndexConfig): string | undefined {
  if (index.from !== undefined) return index.from;
  const load = [...loads.values()].find(
    ({ dataSource, sourceTable }) =>
      (search.dataSources[dataSource] ?? search.defaultIndex) === index.name && tables.has(sourceTable),
  );
  return load?.sourceTable;
}

/** @throws HeadraceError with exit code 2 for a table that is not there. */
export function findTable({ tables }: Compiled, name: string): string {
  const found = [...tables.keys()].find((known) => known.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = [...tables.keys()];
  throw usageError(problem.unknownTable({ name, names, mean: didYouMean(name, names) }));
}

/** @throws HeadraceError with exit code 2 for a column that is not there. */
export function findColumn(table: string, column: string, columns: readonly string[] | undefined): string {
  if (!columns) return column;
  const found = columns.find((known) => known.toLowerCase() === column.toLowerCase());
  if (found !== undefined) return found;
  throw usageError(problem.unknownColumn({ table, column, columns, mean: didYouMean(column, columns) }));
}
