import { listing, problemType } from '../../kernel/index.ts';

/** What can be written so that both engines read it alike, in a sentence; see `docs/sql.md`. */
const instead = (write: string | undefined): string => write ?? 'See docs/sql.md for what both engines have.';

export const differentCall = problemType<{ call: string; difference: string; write: string | undefined }>({
  code: 'HR-SQL-020',
  severity: 'error',
  title: 'Function that means something else on Spark',
  message: ({ call, difference }) => `${call} does not mean the same on DuckDB and Spark: ${difference}.`,
  hint: ({ write }) => instead(write),
});

export const callOfNulls = problemType<{ call: string; difference: string; write: string | undefined }>({
  code: 'HR-SQL-021',
  severity: 'warning',
  title: 'Function that differs for some rows',
  message: ({ call, difference }) => `${call} may give something else on Spark: ${difference}.`,
  hint: ({ write }) => instead(write),
});

export const unknownFunction = problemType<{ name: string; write: string | undefined }>({
  code: 'HR-SQL-022',
  severity: 'error',
  title: 'Function that Spark does not have',
  message: ({ name }) => `Spark has no function \`${name}\`.`,
  hint: ({ write }) => instead(write),
});

export const indexedByNumber = problemType<Record<never, never>>({
  code: 'HR-SQL-023',
  severity: 'error',
  title: 'Position in brackets',
  message: () => 'Positions in brackets count from 1 on DuckDB and from 0 on Spark: `x[1]` is another item.',
  hint: () =>
    'Write `try_element_at(x, 1)`, which counts from 1 on both, or `get(x, 0)`, which counts from 0. Of a text, `substring(x, 1, 1)`.',
});

export const operatorDiffers = problemType<{ operator: string; difference: string; write: string }>({
  code: 'HR-SQL-024',
  severity: 'error',
  title: 'Operator that Spark does not share',
  message: ({ operator, difference }) => `The operator \`${operator}\` ${difference}.`,
  hint: ({ write }) => write,
});

export const notInSpark = problemType<{ what: string; write: string | undefined }>({
  code: 'HR-SQL-025',
  severity: 'error',
  title: 'SQL that Spark does not read',
  message: ({ what }) => `Spark does not read ${what}.`,
  hint: ({ write }) => instead(write),
});

export const typeNotInSpark = problemType<{ type: string; write: string | undefined }>({
  code: 'HR-SQL-026',
  severity: 'error',
  title: 'Type that Spark does not share',
  message: ({ type }) => `The type \`${type}\` is unknown to Spark, or means something else there.`,
  hint: ({ write }) =>
    write ??
    `Types with one meaning are ${listing(['STRING', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL(p, s)', 'DATE', 'TIMESTAMP', 'BINARY'], 20)}.`,
});

export const quotedName = problemType<{ name: string }>({
  code: 'HR-SQL-027',
  severity: 'error',
  title: 'Name in double quotes',
  message: ({ name }) =>
    `"${name}" is a name on DuckDB, but on Spark double quotes hold a text: every row would have the same value.`,
  hint: () =>
    'Use names that need no quotes: letters, digits and _. No way of quoting is read by both engines.',
});

export const backslash = problemType<Record<never, never>>({
  code: 'HR-SQL-028',
  severity: 'error',
  title: 'Backslash in a text',
  message: () => 'A backslash in a text is a character on DuckDB, but on Spark it escapes the next one.',
  hint: () =>
    'In patterns write `[0-9]` for `\\d`, `[.]` for `\\.`, `[ ]` for a space; a line break is `chr(10)`, a backslash `chr(92)`.',
});

export const unnamedColumn = problemType<Record<never, never>>({
  code: 'HR-SQL-029',
  severity: 'error',
  title: 'Column without a name',
  message: () => 'This column has no name: DuckDB and Spark make up different ones.',
  hint: () => 'Give it one: `… AS name`.',
});

export const openChoice = problemType<{ what: string; write: string }>({
  code: 'HR-SQL-030',
  severity: 'warning',
  title: 'Rows chosen by chance',
  message: ({ what }) => `${what}: every engine, and every run on a cluster, may choose others.`,
  hint: ({ write }) => write,
});

export const dateArithmetic = problemType<{ difference: string; write: string }>({
  code: 'HR-SQL-031',
  severity: 'error',
  title: 'Arithmetic with dates',
  message: ({ difference }) => `This does not give the same type on both engines: ${difference}.`,
  hint: ({ write }) => write,
});

export const decimalQuotient = problemType<Record<never, never>>({
  code: 'HR-SQL-033',
  severity: 'warning',
  title: 'Quotient of decimals',
  message: () =>
    'Divided by or from a decimal, a whole number becomes a decimal on Spark, with as few as six digits behind the ' +
    'point, and a double on DuckDB.',
  hint: () => 'Write a double: `x / 1e2`, or `CAST(x AS DOUBLE) / 100`.',
});

export const castOfQuotient = problemType<Record<never, never>>({
  code: 'HR-SQL-032',
  severity: 'error',
  title: 'Quotient made an integer',
  message: () => 'A cast to an integer rounds on DuckDB and cuts off on Spark: 5 / 3 becomes 2 or 1.',
  hint: () => 'Say which: `CAST(floor(a / b) AS INT)` or `CAST(round(a / b) AS INT)`.',
});
