import { didYouMean, listing, problemType } from '../kernel/index.ts';

/** Problems of comparing engines (HR-PARITY-…). */

export const nothingToCompare = problemType<{ readonly reasons: readonly string[] }>({
  code: 'HR-PARITY-001',
  severity: 'error',
  title: 'No table that both engines can build',
  message: ({ reasons }) => `None of the selected tables can be built by both engines: ${listing(reasons)}.`,
  hint: () => 'Select at least one table that is made by SQL, from inputs that are made by SQL.',
});

export const unknownColumn = problemType<{ readonly column: string; readonly columns: readonly string[] }>({
  code: 'HR-PARITY-002',
  severity: 'warning',
  title: 'An ignored column that no table has',
  message: ({ column, columns }) =>
    `No compared table has a column "${column}".${didYouMean(column, columns)}`,
  hint: () => 'What --ignore names is left out of every table; it means nothing else.',
});

export const rowsNotWritten = problemType<{ readonly table: string; readonly reason: string }>({
  code: 'HR-PARITY-003',
  severity: 'error',
  title: 'Rows that cannot be brought over from Spark',
  message: ({ table, reason }) =>
    `Spark built "${table}", but its rows could not be written as Parquet: ${reason}`,
  hint: () => "The reason is in Spark's words. With --keep, its tables and its log stay in .headrace/parity.",
});

export const rowsNotCompared = problemType<{ readonly table: string; readonly reason: string }>({
  code: 'HR-PARITY-004',
  severity: 'error',
  title: 'Rows that cannot be compared',
  message: ({ table, reason }) => `Both engines built "${table}", but DuckDB cannot read both: ${reason}`,
  hint: () =>
    'Values are compared by DuckDB, which reads what Spark wrote as Parquet. Cast the column to another type.',
});

export const emptyInSample = problemType<{ readonly tables: readonly string[] }>({
  code: 'HR-PARITY-005',
  severity: 'warning',
  title: 'A sample that leaves tables without rows',
  message: ({ tables }) => `On both engines, this sample leaves no rows in ${listing(tables)}.`,
  hint: () => 'Such a table says nothing. Compare more records: a larger --sample, or none.',
});
