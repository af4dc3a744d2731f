import { didYouMean, listing, problemType } from '../../kernel/index.ts';

export const sourceMissing = problemType<{
  sourceTable: string;
  /** The folder in which it should be. */
  folder: string;
  name: string;
  siblings: readonly string[];
}>({
  code: 'HR-LOADSOURCE-001',
  severity: 'error',
  title: 'Source table not found',
  message: ({ sourceTable, folder, name, siblings }) =>
    `There is nothing at ${sourceTable}: ${folder} has no "${name}".${didYouMean(name, siblings)}`,
  hint: ({ folder, siblings }) =>
    siblings.length === 0
      ? 'A path is relative to the project; mounts of a cluster (/mnt, dbfs:/) are there on the cluster only.'
      : `${folder} has ${listing(siblings, 8)}.`,
});

export const tableUnknown = problemType<{ table: string; tables: readonly string[] }>({
  code: 'HR-LOADSOURCE-002',
  severity: 'error',
  title: 'Table not in the warehouse',
  message: ({ table, tables }) => `The warehouse has no table "${table}".${didYouMean(table, tables)}`,
  hint: ({ table, tables }) =>
    `${tables.length === 0 ? 'Nothing has been built yet.' : `It has ${listing(tables, 8)}.`} A bare name is a table of the project, to be built first; a folder is written ./${table}.`,
});

export const remoteSource = problemType<{ sourceTable: string; reason: string }>({
  code: 'HR-LOADSOURCE-004',
  severity: 'error',
  title: 'Source table out of reach',
  message: ({ sourceTable, reason }) => `${sourceTable} cannot be read from here: ${reason}.`,
  hint: () => 'Run the load where the path is mounted, or copy the table next to the project.',
});

export const notATable = problemType<{ path: string; reason: string }>({
  code: 'HR-LOADSOURCE-005',
  severity: 'error',
  title: 'Not a table',
  message: ({ path, reason }) => `${path} cannot be loaded: ${reason}.`,
  hint: () =>
    'A source table is a folder with a Delta table, a Parquet file, a folder or pattern of Parquet files, a table of the project, or catalog.schema.table of a Databricks workspace.',
});

export const sourceChanged = problemType<{ source: string; change: string }>({
  code: 'HR-LOADSOURCE-006',
  severity: 'error',
  title: 'The source changed since the load began',
  message: ({ source, change }) =>
    `This load began with another version of ${source} and cannot go on: ${change}.`,
  hint: () => 'Begin anew with `--restart`: what is in the index already is written again, nothing twice.',
});

export const extensionMissing = problemType<{ extension: string; version: string; reason: string }>({
  code: 'HR-LOADSOURCE-007',
  severity: 'error',
  title: 'DuckDB extension missing',
  message: ({ extension, reason }) =>
    `Reading this source needs the DuckDB extension "${extension}", which could not be loaded: ${reason}`,
  hint: ({ extension, version }) =>
    `Where the network allows it, install it once with \`headrace query "INSTALL ${extension}"\`; otherwise put ${extension}.duckdb_extension for DuckDB ${version} and this platform into a folder and name that in HEADRACE_DUCKDB_EXTENSIONS.`,
});

export const sourceUnreadable = problemType<{ source: string; reason: string }>({
  code: 'HR-LOADSOURCE-008',
  severity: 'error',
  title: 'Source table cannot be read',
  message: ({ source, reason }) => `${source} cannot be read: ${reason}`,
});

export const columnUnknown = problemType<{
  source: string;
  column: string;
  purpose: string;
  columns: readonly string[];
}>({
  code: 'HR-LOADSOURCE-009',
  severity: 'error',
  title: 'Unknown column of a source table',
  message: ({ source, column, purpose, columns }) =>
    `${source} has no column "${column}" for ${purpose}.${didYouMean(column, columns)}`,
  hint: ({ columns }) => `It has ${listing(columns, 12)}.`,
});

export const versionUnfit = problemType<{ column: string; type: string }>({
  code: 'HR-LOADSOURCE-010',
  severity: 'error',
  title: 'Version of an unfit type',
  message: ({ column, type }) =>
    `Column "${column}" is ${type}; a version is a whole number, a date or a timestamp.`,
});

export const fieldTaken = problemType<{ field: string; by: readonly string[] }>({
  code: 'HR-LOADSOURCE-011',
  severity: 'error',
  title: 'Two columns for one field',
  message: ({ field, by }) => `Field "${field}" would be written by ${listing(by)}.`,
  hint: () => 'Rename or drop one of them in `map`.',
});

export const nameReserved = problemType<{ name: string; source: string }>({
  code: 'HR-LOADSOURCE-012',
  severity: 'error',
  title: 'Name that is taken',
  message: ({ name, source }) => `${source} brings "${name}", a name that Headrace needs itself.`,
  hint: () => 'Give the column another name where the table is made.',
});

export const mappingRefused = problemType<{ source: string; reason: string }>({
  code: 'HR-LOADSOURCE-013',
  severity: 'error',
  title: 'Mapping that cannot be computed',
  message: ({ source, reason }) => `The mapping of ${source} cannot be computed: ${reason}`,
  hint: () => '`cast` takes types (string, bigint, timestamp, …), `computed` expressions over the columns.',
});

export const usedTwice = problemType<{ column: string; uses: readonly string[] }>({
  code: 'HR-LOADSOURCE-014',
  severity: 'error',
  title: 'Contradicting uses of a column of a source table',
  message: ({ column, uses }) => `Column "${column}" cannot be ${listing(uses)} at once.`,
});
