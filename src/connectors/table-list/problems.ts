import { didYouMean, listing, problemType } from '../../kernel/index.ts';
import { ingestionTypes } from '../types.ts';
import { knownColumns } from './columns.ts';

/** What can be wrong with a list of a connector's tables. */
export const noList = problemType<{ file: string; reason: string }>({
  code: 'HR-DISCOVER-001',
  severity: 'error',
  title: 'No table list',
  message: ({ file, reason }) => `The table list ${file} cannot be read: ${reason}.`,
  hint: () => '`headrace connectors discover` writes one.',
});

export const notText = problemType<{ file: string }>({
  code: 'HR-DISCOVER-002',
  severity: 'error',
  title: 'Encoding of a table list',
  message: ({ file }) => `${file} is not UTF-8 text.`,
  hint: () => 'In a spreadsheet, save it as "CSV UTF-8"; plain "CSV" may use another encoding.',
});

export const notCsv = problemType<{ reason: string }>({
  code: 'HR-DISCOVER-003',
  severity: 'error',
  title: 'Table list that is no CSV',
  message: ({ reason }) => `The table list is no CSV: ${reason}.`,
  hint: () =>
    'A cell with a separator or a quote in it stands in double quotes, with its own quotes doubled: "{""scd_type"": ""SCD_TYPE_2""}".',
});

export const notParsed = problemType<{ format: 'JSON' | 'YAML'; reason: string }>({
  code: 'HR-DISCOVER-004',
  severity: 'error',
  title: 'Table list that cannot be parsed',
  message: ({ format, reason }) => `The table list is no ${format}: ${reason.replace(/[.:]?$/, '')}.`,
  hint: ({ format }) =>
    format === 'YAML' ? 'A schedule such as "*/5 * * * *" needs quotes in YAML.' : undefined,
});

export const notAList = problemType<{ file: string }>({
  code: 'HR-DISCOVER-005',
  severity: 'error',
  title: 'Table list without a list',
  message: ({ file }) => `${file} holds no list of tables.`,
  hint: () =>
    'Expected are objects in a list, as the whole file or under "tables": [{"source_table": "orders"}].',
});

export const whichConnector = problemType<{
  file: string;
  source: string | undefined;
  names: readonly string[];
}>({
  code: 'HR-DISCOVER-006',
  severity: 'error',
  title: 'Lists of several connectors',
  message: ({ file, source, names }) =>
    source === undefined
      ? `${file} holds the tables of ${names.length} connectors: ${listing(names)}.`
      : `${file} has no tables of "${source}".${didYouMean(source, names)} It has ${listing(names)}.`,
  hint: ({ names }) => `Say which by its name, for example --connector-name ${names[0] ?? 'NAME'}.`,
});

export const notAnObject = problemType<{ found: string }>({
  code: 'HR-DISCOVER-007',
  severity: 'error',
  title: 'Entry of a table list',
  message: ({ found }) =>
    `An entry of the table list should be an object with "source_table", and is ${found}.`,
  hint: () => 'For example: {"source_table": "orders", "ingestion_type": "cdc"}.',
});

export const duplicateColumn = problemType<{ name: string }>({
  code: 'HR-DISCOVER-008',
  severity: 'error',
  title: 'Column written twice',
  message: ({ name }) => `The table list has two columns "${name}".`,
  hint: () => 'Remove or rename one of them.',
});

export const tooManyCells = problemType<{ cells: number; columns: number; delimiter: string }>({
  code: 'HR-DISCOVER-009',
  severity: 'error',
  title: 'More cells than columns',
  message: ({ cells, columns }) => `This row has ${cells} cells, and the heading names ${columns} columns.`,
  hint: ({ delimiter }) =>
    `A cell that contains ${delimiter === '\t' ? 'a tab' : `"${delimiter}"`} must stand in double quotes.`,
});

export const missingColumn = problemType<{ columns: readonly string[]; similar: string | undefined }>({
  code: 'HR-DISCOVER-010',
  severity: 'error',
  title: 'Table list without table names',
  message: ({ columns }) => `The table list has no column "source_table"; it has ${listing(columns)}.`,
  hint: ({ similar }) =>
    similar === undefined
      ? 'The first line of a table list names its columns: source_table,pipeline_group,schedule,category,ingestion_type.'
      : `Rename "${similar}" if that is what it holds.`,
});

export const noTables = problemType<{ file: string }>({
  code: 'HR-DISCOVER-011',
  severity: 'error',
  title: 'Empty table list',
  message: ({ file }) => `${file} lists no tables.`,
  hint: () => '`headrace connectors discover` writes a list of what a connector offers.',
});

export const noTableName = problemType<Record<string, never>>({
  code: 'HR-DISCOVER-012',
  severity: 'error',
  title: 'Row without a table',
  message: () => 'This row has no "source_table".',
  hint: () => 'Name the table, or delete the row.',
});

export const duplicateTable = problemType<{ table: string; firstLine: number }>({
  code: 'HR-DISCOVER-013',
  severity: 'error',
  title: 'Table listed twice',
  message: ({ table, firstLine }) => `Table "${table}" is listed twice; first on line ${firstLine}.`,
  hint: () =>
    'Delete one of the two rows: a pipeline that is told of a source table twice sends both to the first destination.',
});

export const unknownIngestionType = problemType<{ found: string; table: string }>({
  code: 'HR-DISCOVER-014',
  severity: 'error',
  title: 'Unknown ingestion type',
  message: ({ found, table }) =>
    `"${found}" is no ingestion type, for table "${table}".${didYouMean(found, ingestionTypes)}`,
  hint: () => `Ingestion types are ${listing(ingestionTypes)}.`,
});

export const badSchedule = problemType<{ table: string; problem: string; advice: string }>({
  code: 'HR-DISCOVER-015',
  severity: 'error',
  title: 'Schedule in a table list',
  message: ({ table, problem }) => `The schedule of table "${table}" is no cron expression. ${problem}`,
  hint: ({ advice }) => advice,
});

export const badNumber = problemType<{ table: string; column: string; found: string; whole: boolean }>({
  code: 'HR-DISCOVER-016',
  severity: 'error',
  title: 'Number in a table list',
  message: ({ table, column, found, whole }) =>
    `"${column}" of table "${table}" should be a ${whole ? 'whole ' : ''}number that is not negative, and is "${found}".`,
  hint: ({ column }) =>
    column === 'weight'
      ? 'A weight is the seconds of work of one run, such as 90 or 0.5.'
      : 'Write it without spaces and separators: 1000000.',
});

export const badTableConfig = problemType<{ table: string; reason: string }>({
  code: 'HR-DISCOVER-017',
  severity: 'error',
  title: 'Configuration in a table list',
  message: ({ table, reason }) => `"table_config" of table "${table}" is no JSON object: ${reason}.`,
  hint: () =>
    'For example {"scd_type": "SCD_TYPE_2"}. In CSV its quotes are doubled: "{""scd_type"": ""SCD_TYPE_2""}".',
});

export const badPrimaryKeys = problemType<{ table: string }>({
  code: 'HR-DISCOVER-018',
  severity: 'error',
  title: 'Primary keys in a table list',
  message: ({ table }) => `"primary_keys" of table "${table}" should be names of columns.`,
  hint: () => 'Write them with commas between, or as a JSON list: ["id", "valid_from"].',
});

export const notAText = problemType<{ table: string; column: string; found: string }>({
  code: 'HR-DISCOVER-019',
  severity: 'error',
  title: 'Value that is no text',
  message: ({ table, column, found }) => `"${column}" of table "${table}" should be a text, and is ${found}.`,
  hint: () => 'Write it in quotes.',
});

export const misspeltColumn = problemType<{ name: string; known: string }>({
  code: 'HR-DISCOVER-021',
  severity: 'error',
  title: 'Column with a misspelt name',
  message: ({ name, known }) => `The table list has no column "${known}", but one called "${name}".`,
  hint: ({ name, known }) =>
    `Rename "${name}" to "${known}". If it is something else, give it a name that is less alike, or add a column "${known}", which may be empty.`,
});

export const similarColumn = problemType<{ name: string; known: string }>({
  code: 'HR-DISCOVER-020',
  severity: 'warning',
  title: 'Column that is almost a known one',
  message: ({ name, known }) => `Column "${name}" means nothing to Headrace. Did you mean "${known}"?`,
  hint: () => `It is kept as it is. The columns with a meaning are ${listing(knownColumns, 20)}.`,
});
