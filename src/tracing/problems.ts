import { count, listing, problemType } from '../kernel/index.ts';

export const unknownTable = problemType<{ name: string; names: readonly string[]; mean: string }>({
  code: 'HR-TRACE-001',
  severity: 'error',
  title: 'Unknown table to trace in',
  message: ({ name, mean }) => `There is no table "${name}".${mean}`,
  hint: ({ names }) => `Tables: ${listing(names)}.`,
});

export const unknownColumn = problemType<{
  table: string;
  column: string;
  columns: readonly string[];
  mean: string;
}>({
  code: 'HR-TRACE-002',
  severity: 'error',
  title: 'Unknown column to trace by',
  message: ({ table, column, mean }) => `Table "${table}" has no column "${column}".${mean}`,
  hint: ({ table, columns }) => `Columns of ${table}: ${columns.join(', ')}.`,
});

export const whichColumn = problemType<{ table: string; columns: readonly string[] }>({
  code: 'HR-TRACE-003',
  severity: 'error',
  title: 'Column to trace by not said',
  message: ({ table }) => `Which column of "${table}" holds the key is not known.`,
  hint: ({ columns }) => `Say it with --column: ${columns.join(', ')}.`,
});

export const notBelow = problemType<{ table: string; index: string; from: string }>({
  code: 'HR-TRACE-004',
  severity: 'error',
  title: 'Index not made from this table',
  message: ({ table, index, from }) =>
    `The index "${index}" is made from "${from}", which does not read "${table}".`,
  hint: () => 'Leave --index out to follow the record through the tables only.',
});

export const outOfReach = problemType<{ index: string }>({
  code: 'HR-TRACE-005',
  severity: 'error',
  title: 'Index out of reach',
  message: ({ index }) => `The index "${index}" cannot be looked into from here.`,
  hint: () => 'Say in `search.connection` which cluster keeps it.',
});

export const notInFiles = problemType<{ table: string; files: number; condition: string }>({
  code: 'HR-TRACE-006',
  severity: 'error',
  title: 'In no raw file',
  message: ({ table, files, condition }) =>
    files === 0
      ? `The source of "${table}" has no files.`
      : files === 1
        ? `The raw file of "${table}" has no row with ${condition}.`
        : `None of the ${count(files, 'raw file')} of "${table}" has a row with ${condition}.`,
  hint: () => 'Check the key, and whether the file that should hold it has arrived.',
});

export const unreadable = problemType<{ table: string; message: string }>({
  code: 'HR-TRACE-007',
  severity: 'error',
  title: 'Raw files cannot be looked into',
  message: ({ table, message }) => `The raw files of "${table}" could not be read: ${message}`,
});

export const notRead = problemType<{ table: string; file: string; changed: boolean; ignored: boolean }>({
  code: 'HR-TRACE-008',
  severity: 'error',
  title: 'Raw file not read yet',
  message: ({ table, file, changed }) =>
    changed
      ? `${file}, which holds it, has changed since "${table}" read it.`
      : `${file}, which holds it, has not been read into "${table}" yet.`,
  hint: ({ table, changed, ignored }) =>
    changed && ignored
      ? `A streaming table reads a file once: set \`on_changed_file: reprocess\`, or run \`headrace run ${table} --full-refresh\`.`
      : `Read it: \`headrace run ${table}+\`.`,
});

export const neverBuilt = problemType<{ table: string }>({
  code: 'HR-TRACE-009',
  severity: 'error',
  title: 'Table never built',
  message: ({ table }) => `"${table}" has never been built.`,
  hint: ({ table }) => `Build it: \`headrace run ${table}+\`.`,
});

export const notRebuilt = problemType<{ table: string; since: readonly string[]; fullRefresh: boolean }>({
  code: 'HR-TRACE-010',
  severity: 'error',
  title: 'Table older than the row',
  message: ({ table, since }) =>
    `"${table}" would hold it if it were built now${since.length > 0 ? `: ${since.join(', ')}` : ''}.`,
  hint: ({ table, fullRefresh }) =>
    `Build it: \`headrace run ${table}+${fullRefresh ? ` --full-refresh ${table}` : ''}\`.`,
});

/** `values`: `amount = -3`, what the condition was made of. */
export const filtered = problemType<{
  clause: string;
  condition: string;
  result: string;
  values: readonly string[];
}>({
  code: 'HR-TRACE-011',
  severity: 'error',
  title: 'Filtered out',
  message: ({ clause, condition, result, values }) =>
    `Filtered out: ${clause} ${condition} is ${result}${values.length > 0 ? ` (${values.join(', ')})` : ''}.`,
});

export const noPartner = problemType<{
  join: string;
  other: string;
  wanted: readonly string[];
  unmet: readonly string[];
  because: string | undefined;
  command: string | undefined;
}>({
  code: 'HR-TRACE-012',
  severity: 'error',
  title: 'Nothing to join with',
  message: ({ join, other, wanted, unmet }) =>
    unmet.length > 0
      ? `Dropped by the ${join}: ${other} has ${wanted.join(' and ')}, but not with ${unmet.join(' and ')}.`
      : `Dropped by the ${join}: no row of ${other}${wanted.length > 0 ? ` has ${wanted.join(' and ')}` : ' matches'}.`,
  hint: ({ because, command }) => because ?? (command && `Why it is not there: \`${command}\`.`),
});

export const excluded = problemType<{ how: string; other: string; wanted: readonly string[] }>({
  code: 'HR-TRACE-013',
  severity: 'error',
  title: 'Excluded',
  message: ({ how, other, wanted }) =>
    `Excluded by the ${how}: ${other} has ${wanted.length > 0 ? `a row with ${wanted.join(' and ')}` : 'it'}.`,
});

/** `same` and `winner`: `email = "a@b"`. */
export const outdone = problemType<{
  clause: string;
  same: readonly string[];
  winner: readonly string[];
}>({
  code: 'HR-TRACE-014',
  severity: 'error',
  title: 'Another row was kept',
  message: ({ clause, same, winner }) =>
    `${clause} keeps another row${same.length > 0 ? ` with ${same.join(' and ')}` : ''}${winner.length > 0 ? `: the one with ${winner.join(' and ')}` : ''}.`,
});

export const folded = problemType<{ same: readonly string[]; winner: readonly string[] }>({
  code: 'HR-TRACE-015',
  severity: 'error',
  title: 'Folded into another row',
  message: ({ same, winner }) =>
    `GROUP BY folds all rows${same.length > 0 ? ` with ${same.join(' and ')}` : ''} into one${winner.length > 0 ? `, which has ${winner.join(' and ')}` : ''}.`,
});

export const cutOff = problemType<{ clause: string }>({
  code: 'HR-TRACE-016',
  severity: 'error',
  title: 'Cut off',
  message: ({ clause }) => `${clause} leaves it out.`,
});

export const untold = problemType<{ table: string; inputs: readonly string[] }>({
  code: 'HR-TRACE-017',
  severity: 'error',
  title: 'Dropped for a reason that cannot be told',
  message: ({ table, inputs }) =>
    `"${table}" does not have it although ${listing(inputs)} ${inputs.length === 1 ? 'has' : 'have'}; which part of its SQL drops it could not be told.`,
});

export const computed = problemType<{
  table: string;
  expression: string;
  why: string;
  inputs: readonly string[];
}>({
  code: 'HR-TRACE-018',
  severity: 'error',
  title: 'Key cannot be followed',
  message: ({ table, expression, why, inputs }) =>
    `The key cannot be followed further up through "${table}", where it is \`${expression}\`: ${why}. Inputs: ${listing(inputs)}.`,
  hint: ({ inputs }) =>
    inputs.length === 0
      ? undefined
      : `Trace from an input with a key of its own: \`headrace trace <key> --table ${inputs[0]} --column <column>\`.`,
});

export const indexNeverBuilt = problemType<{ index: string }>({
  code: 'HR-TRACE-019',
  severity: 'error',
  title: 'Index never built',
  message: ({ index }) => `The index "${index}" has never been built.`,
  hint: ({ index }) => `Build it: \`headrace index ${index}\`.`,
});

export const notIndexed = problemType<{ index: string; table: string; mirrors: string; head: string }>({
  code: 'HR-TRACE-020',
  severity: 'error',
  title: 'Not indexed yet',
  message: ({ index, table, mirrors, head }) =>
    `Not indexed yet: the index "${index}" mirrors version ${mirrors} of "${table}", which is at ${head}.`,
  hint: ({ index }) => `Bring it up to date: \`headrace index ${index}\`.`,
});

export const deadLettered = problemType<{ reason: string; at: string; attempts: number; file: string }>({
  code: 'HR-TRACE-021',
  severity: 'error',
  title: 'Dead letter',
  message: ({ reason, at, attempts }) =>
    `The index refused it on ${at}, after ${count(attempts, 'attempt')}: ${reason}`,
  hint: ({ file }) => `The record is kept in ${file}. Mend the cause, then load it again.`,
});

export const notSynced = problemType<{ index: string; progress: string }>({
  code: 'HR-TRACE-022',
  severity: 'error',
  title: 'Not synced yet',
  message: ({ index, progress }) => `The index "${index}" does not have it: ${progress}.`,
  hint: () => 'Sync or load again: what was interrupted goes on where it stopped.',
});

export const missingInIndex = problemType<{ index: string; table: string }>({
  code: 'HR-TRACE-023',
  severity: 'error',
  title: 'Missing in an index that is up to date',
  message: ({ index, table }) =>
    `The index "${index}" does not have it although it has read this version of "${table}".`,
  hint: () => 'Find and repair all such records with `headrace verify --repair`, or index again.',
});

export const outdated = problemType<{ index: string; fields: readonly string[] }>({
  code: 'HR-TRACE-024',
  severity: 'error',
  title: 'Document differs from the row',
  message: ({ index, fields }) => `The index "${index}" holds another state of it: ${listing(fields, 5)}.`,
  hint: () => 'Bring the index up to date with `headrace index`, `headrace sync` or `headrace load`.',
});

export const lingering = problemType<{ index: string; table: string }>({
  code: 'HR-TRACE-025',
  severity: 'error',
  title: 'Document without a row',
  message: ({ index, table }) => `The index "${index}" still has it; "${table}" does not.`,
  hint: () => 'It goes with the next `headrace index`; a sync removes documents with --deletes.',
});
