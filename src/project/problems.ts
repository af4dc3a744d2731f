import { didYouMean, listing, nearest, problemType } from '../kernel/index.ts';

// Every kind of mistake in a project folder. Codes are for ever: a retired one is not used again.

export const noConfig = problemType<{ root: string }>({
  code: 'HR-CONFIG-001',
  severity: 'error',
  title: 'No configuration',
  message: ({ root }) => `There is no config.yml in ${root}.`,
  hint: () => 'Run `headrace init` to start a project here, or go to the folder of one.',
});

export const emptyConfig = problemType<{ file: string }>({
  code: 'HR-CONFIG-002',
  severity: 'error',
  title: 'Empty configuration',
  message: ({ file }) => `${file} is empty.`,
  hint: () => 'A project starts with `tables:`, a list of tables with a name and a layer.',
});

export const invalidYaml = problemType<{ message: string; hint?: string | undefined }>({
  code: 'HR-CONFIG-003',
  severity: 'error',
  title: 'Invalid YAML',
  message: ({ message }) => `This is not valid YAML: ${message}`,
  hint: ({ hint }) => hint,
});

export const duplicateKey = problemType<{ key: string; firstLine: number }>({
  code: 'HR-CONFIG-004',
  severity: 'error',
  title: 'Duplicate key',
  message: ({ key, firstLine }) => `The key "${key}" is written twice; it first stands in line ${firstLine}.`,
  hint: () => 'Keep one of the two.',
});

export const unknownKey = problemType<{
  key: string;
  where: string;
  known: readonly string[];
  meant: string | undefined;
}>({
  code: 'HR-CONFIG-005',
  severity: 'error',
  title: 'Unknown key',
  message: ({ key, where, meant }) =>
    `"${key}" is no key of ${where}.${meant ? ` Did you mean "${meant}"?` : ''}`,
  hint: ({ known }) => `Known keys: ${listing(known, 20)}.`,
});

export const wrongValue = problemType<{
  name: string;
  expected: string;
  found: string;
  suggestion?: string | undefined;
  hint?: string | undefined;
}>({
  code: 'HR-CONFIG-006',
  severity: 'error',
  title: 'Wrong value',
  message: ({ name, expected, found, suggestion }) =>
    `${name} should be ${expected}, but is ${found}.${suggestion ? ` Did you mean "${suggestion}"?` : ''}`,
  hint: ({ hint }) => hint,
});

export const missingKey = problemType<{
  key: string;
  where: string;
  expected: string;
  written: boolean;
}>({
  code: 'HR-CONFIG-007',
  severity: 'error',
  title: 'Missing key',
  message: ({ key, where, written }) =>
    written ? `"${key}" of ${where} has no value.` : `"${key}" is missing in ${where}.`,
  hint: ({ key, expected }) => `Write \`${key}:\` followed by ${expected}.`,
});

export const noTables = problemType<{ file: string }>({
  code: 'HR-CONFIG-008',
  severity: 'error',
  title: 'No tables',
  message: ({ file }) => `${file} has no tables.`,
  hint: () => 'Add one: `tables: [{name: customers, layer: bronze}]`.',
});

export const unreadableFile = problemType<{ file: string; reason: string }>({
  code: 'HR-CONFIG-009',
  severity: 'error',
  title: 'Unreadable file',
  message: ({ file, reason }) => `${file} cannot be read: ${reason}.`,
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

export const missingTableFile = problemType<{
  table: string;
  file: string;
  /** Files with a similar name, or with this name in another layer. */
  similar: readonly string[];
}>({
  code: 'HR-CONFIG-015',
  severity: 'error',
  title: 'Table without its file',
  message: ({ table }) => `Table "${table}" has neither a transformation file nor a source.`,
  hint: ({ file, similar }) =>
    similar.length > 0
      ? `It belongs at ${file}. Is it ${listing(similar, 3)}?`
      : `Create ${file} with one SELECT in it (.ts and .py work too), or give the table a \`source:\`.`,
});

export const fileWithoutTable = problemType<{
  file: string;
  expected: string | undefined;
  similar: string | undefined;
}>({
  code: 'HR-CONFIG-016',
  severity: 'warning',
  title: 'File without its table',
  message: ({ file, expected, similar }) =>
    expected
      ? `${file} belongs to no table: the file of that table is expected at ${expected}.`
      : `${file} belongs to no table of the configuration.${similar ? ` Did you mean "${similar}"?` : ''}`,
  hint: ({ expected }) =>
    expected
      ? 'Move the file, or change the layer of the table. Runs are not affected.'
      : 'Add a table of that name and layer, or delete the file. Runs are not affected.',
});

export const severalTableFiles = problemType<{ table: string; files: readonly string[] }>({
  code: 'HR-CONFIG-017',
  severity: 'error',
  title: 'Several files for one table',
  message: ({ table, files }) => `Table "${table}" has ${files.length} files: ${listing(files)}.`,
  hint: () => 'Keep one of them.',
});

export const emptySql = problemType<{ file: string }>({
  code: 'HR-CONFIG-018',
  severity: 'error',
  title: 'Empty SQL',
  message: ({ file }) => `${file} holds no SQL.`,
  hint: () => 'Write one SELECT.',
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

export const badTypescriptExport = problemType<{ file: string; reason: string }>({
  code: 'HR-CONFIG-022',
  severity: 'error',
  title: 'Not a table definition',
  message: ({ file, reason }) => `${file} ${reason}.`,
  hint: () =>
    "Write: import { table } from 'headrace'; export default table({ sql: ({ ref }) => `SELECT …` });",
});

export const typescriptFailed = problemType<{ file: string; doing: 'load' | 'run'; message: string }>({
  code: 'HR-CONFIG-023',
  severity: 'error',
  title: 'TypeScript transformation failed',
  message: ({ file, doing, message }) =>
    doing === 'load' ? `${file} cannot be loaded: ${message}` : `sql() of ${file} failed: ${message}`,
});

export const undefinedVar = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-024',
  severity: 'error',
  title: 'Undefined variable',
  message: ({ name, names }) => `The variable "${name}" is not defined.${didYouMean(name, names)}`,
  hint: ({ name, names }) =>
    nearest(name, names) === undefined
      ? `Define it under \`vars:\`, or pass \`--var ${name}=…\`.`
      : `Variables: ${listing(names)}.`,
});

export const unsetEnv = problemType<{ name: string }>({
  code: 'HR-CONFIG-025',
  severity: 'error',
  title: 'Unset environment variable',
  message: ({ name }) => `The environment variable ${name} is not set.`,
  hint: ({ name }) => `Set it: \`export ${name}=…\`.`,
});

export const badReference = problemType<{ written: string; reason: string; hint?: string | undefined }>({
  code: 'HR-CONFIG-026',
  severity: 'error',
  title: 'Bad reference',
  message: ({ written, reason }) => `${written} ${reason}${reason.endsWith('?') ? '' : '.'}`,
  hint: ({ hint }) => hint,
});

export const literalSecret = problemType<{ what: string; hint?: string }>({
  code: 'HR-CONFIG-027',
  severity: 'error',
  title: 'Secret in the configuration',
  message: ({ what }) => `${what} holds a secret; secrets do not belong in this file.`,
  hint: ({ hint }) =>
    hint ??
    `Write a reference, \${env:NAME} or \${secret:scope/key}, and change the secret if it was ever shared.`,
});

export const unknownTarget = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-028',
  severity: 'error',
  title: 'Unknown target',
  message: ({ name, names }) => `There is no target "${name}".${didYouMean(name, names)}`,
  hint: ({ names }) =>
    names.length > 0 ? `Targets: ${listing(names)}.` : 'Add it under `targets:`; there are none yet.',
});

export const severalDefaultTargets = problemType<{ names: readonly string[] }>({
  code: 'HR-CONFIG-029',
  severity: 'error',
  title: 'Several default targets',
  message: ({ names }) => `${names.length} targets are the default: ${listing(names)}.`,
  hint: () => 'Leave `default: true` on one of them.',
});

export const noDefaultTarget = problemType<{ names: readonly string[] }>({
  code: 'HR-CONFIG-030',
  severity: 'error',
  title: 'No default target',
  message: ({ names }) => `There are ${names.length} targets and none is the default: ${listing(names)}.`,
  hint: ({ names }) => `Set \`default: true\` on one of them, or choose one: \`--target ${names[0]}\`.`,
});

export const unknownIndexTable = problemType<{ index: string; name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-031',
  severity: 'error',
  title: 'Index of an unknown table',
  message: ({ index, name, names }) =>
    `The index "${index}" is made from "${name}", which is no table of this project.${didYouMean(name, names)}`,
  hint: () => 'Name the table that the index mirrors.',
});

export const noTransformationsFolder = problemType<{ folder: string }>({
  code: 'HR-CONFIG-032',
  severity: 'error',
  title: 'No transformations folder',
  message: ({ folder }) => `There is no folder ${folder}.`,
  hint: () => 'Create it, or leave `transformations:` out: `transformations/` is found by itself.',
});

export const unsupportedBackend = problemType<{ backend: string }>({
  code: 'HR-CONFIG-033',
  severity: 'error',
  title: 'Search backend of a later version',
  message: ({ backend }) => `The search backend "${backend}" is not in this version.`,
  hint: () => 'Write `backend: elasticsearch`, or `backend: sqlite` for indexes in files of the project.',
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

export const unknownConnection = problemType<{
  name: string;
  type: string;
  names: readonly string[];
  actual: string | undefined;
}>({
  code: 'HR-CONFIG-035',
  severity: 'error',
  title: 'Unknown connection',
  message: ({ name, type, names, actual }) =>
    actual === undefined
      ? `"${name}" is no connection of this project.${didYouMean(name, names)}`
      : `The connection "${name}" is of type ${actual}; this needs one of type ${type}.`,
  hint: ({ name, type, names }) =>
    names.length > 0
      ? `Connections of type ${type}: ${names.join(', ')}.`
      : `Declare it: \`connections: {${name}: {type: ${type}, url: …}}\`.`,
});
