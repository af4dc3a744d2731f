import { didYouMean, listing, problemType } from '../../kernel/index.ts';

// What can be wrong with what config.yml says about tables.

export const noTables = problemType<{ file: string }>({
  code: 'HR-CONFIG-008',
  severity: 'error',
  title: 'No tables',
  message: ({ file }) => `${file} has no tables.`,
  hint: () => 'Add one: `tables: [{name: customers, layer: bronze}]`.',
});

export const duplicateTable = problemType<{ name: string; first: string; firstLine: number }>({
  code: 'HR-CONFIG-010',
  severity: 'error',
  title: 'Duplicate table name',
  message: ({ name, first, firstLine }) =>
    name === first
      ? `There are two tables named "${name}"; the first stands in line ${firstLine}.`
      : `The tables "${name}" and "${first}" (line ${firstLine}) differ only in upper and lower case.`,
  hint: ({ name, first }) =>
    name === first
      ? 'Table names are unique in the whole project, across layers: rename one.'
      : 'SQL and many file systems do not tell them apart: rename one.',
});

export const badTableName = problemType<{ name: string; reason: string }>({
  code: 'HR-CONFIG-011',
  severity: 'error',
  title: 'Bad table name',
  message: ({ name, reason }) => `"${name}" cannot be the name of a table: ${reason}.`,
  hint: () =>
    'A name starts with a letter or "_", holds letters, digits and "_" only, and is at most 128 long.',
});

export const reservedTableName = problemType<{ name: string; reason: string; instead?: string }>({
  code: 'HR-CONFIG-012',
  severity: 'error',
  title: 'Reserved table name',
  message: ({ name, reason }) => `"${name}" cannot be the name of a table: ${reason}.`,
  hint: ({ name, instead }) => `Use another name, such as "${instead ?? `${name}_table`}".`,
});

export const missingDependency = problemType<{ table: string; name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-013',
  severity: 'error',
  title: 'Missing dependency',
  message: ({ table, name, names }) =>
    `Table "${table}" depends on "${name}", which is no table of this project.${didYouMean(name, names)}`,
  hint: () => 'Correct the name, or add the table; `depends_on` left out is read from the SQL.',
});

export const selfDependency = problemType<{ table: string }>({
  code: 'HR-CONFIG-014',
  severity: 'error',
  title: 'Dependency on itself',
  message: ({ table }) => `Table "${table}" depends on itself.`,
  hint: () => 'Take it out of its own `depends_on`.',
});

export const undecidedSource = problemType<{ table: string }>({
  code: 'HR-CONFIG-019',
  severity: 'warning',
  title: 'Source to be decided',
  message: ({ table }) => `The source of table "${table}" is still to be decided.`,
  hint: () => 'The table cannot run until its `source` has a type (csv, json, parquet, text) and a path.',
});

export const unsupportedSource = problemType<{ type: string; readable: readonly string[] }>({
  code: 'HR-CONFIG-020',
  severity: 'error',
  title: 'Source type of a later version',
  message: ({ type, readable }) =>
    `Sources of type "${type}" cannot be read yet: this version reads ${listing(readable)}.`,
  hint: ({ type }) =>
    ['s3', 'gcs', 'azure', 'http', 'https'].includes(type)
      ? 'Where files are is said by their path: use their format as `type`, and `path: s3://…` or `https://…`.'
      : 'Export the data to files for now, or write `type: TBD` to leave the source open.',
});

export const laterLayer = problemType<{ table: string; layer: string; input: string; inputLayer: string }>({
  code: 'HR-CONFIG-021',
  severity: 'warning',
  title: 'Reading from a later layer',
  message: ({ table, layer, input, inputLayer }) =>
    `Table "${table}" (${layer}) reads "${input}", which is in a later layer (${inputLayer}).`,
  hint: () => 'Data goes from bronze to silver to gold: move one of the two. Runs are not affected.',
});

export const unknownColumnType = problemType<{
  column: string;
  table: string;
  type: string;
  reason?: string;
  meant?: string | undefined;
}>({
  code: 'HR-CONFIG-034',
  severity: 'error',
  title: 'Unknown column type',
  message: ({ column, table, type, reason, meant }) =>
    `The type of column "${column}" of ${table}, ${type}, is not known${reason ? `: ${reason}` : ''}.` +
    (meant ? ` Did you mean "${meant}"?` : ''),
  hint: ({ reason }) =>
    reason?.endsWith('not closed')
      ? 'Where columns stand in braces, a type with a comma needs quotes: {price: "decimal(10,2)"}.'
      : 'Types are: string, boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), date, ' +
        'timestamp, timestamp_ntz, binary, array<…>, map<…,…>, struct<name:type,…>.',
});
