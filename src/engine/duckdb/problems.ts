import { listing, problemType } from '../../kernel/index.ts';

export const sourceNotFound = problemType<{ table: string; path: string; root: string }>({
  code: 'HR-SOURCE-001',
  severity: 'error',
  title: 'Source not found',
  message: ({ table, path }) => `The source of "${table}" matches no file: ${path}`,
  hint: ({ root }) =>
    `Paths are relative to the project (${root}); a folder is read with all its files, but those whose names begin with "." or "_".`,
});

export const sourceUndecided = problemType<{ table: string }>({
  code: 'HR-SOURCE-002',
  severity: 'error',
  title: 'Source still to be decided',
  message: ({ table }) => `The source of "${table}" is still "TBD", so it cannot run.`,
  hint: () => 'Set `source: {type: csv|json|parquet|text, path: …}`, or leave the table out with --exclude.',
});

export const fileChanged = problemType<{ table: string; files: readonly string[] }>({
  code: 'HR-SOURCE-003',
  severity: 'error',
  title: 'A file changed after it was read',
  message: ({ table, files }) =>
    `"${table}" has already read ${files.length === 1 ? 'a file' : `${files.length} files`} that changed since: ${listing(files, 3)}.`,
  hint: ({ table }) =>
    `A streaming table reads each file once. Set \`on_changed_file: reprocess\` to read changed files again (their rows are added anew), \`ignore\` to leave them, or start over with \`headrace run ${table} --full-refresh\`.`,
});

export const fileMoving = problemType<{ table: string; file: string }>({
  code: 'HR-SOURCE-004',
  severity: 'error',
  title: 'A file changed while it was read',
  message: ({ table, file }) => `While "${table}" read ${file}, the file changed; nothing was published.`,
  hint: () =>
    'Write files under another name (beginning with "." or "_") and rename them when they are complete.',
});

export const unreachableSource = problemType<{ table: string; path: string; reason: string }>({
  code: 'HR-SOURCE-005',
  severity: 'error',
  title: 'Remote source cannot be read',
  message: ({ table, path, reason }) => `The source of "${table}" cannot be read: ${path} (${reason}).`,
  hint: () =>
    'S3 and HTTP paths need the DuckDB extension "httpfs". Where the network allows it, install it once with `headrace query "INSTALL httpfs"`; otherwise copy the files next to the project.',
});

export const unknownType = problemType<{ table: string; column: string; type: string }>({
  code: 'HR-SOURCE-006',
  severity: 'error',
  title: 'Unknown column type',
  message: ({ table, column, type }) => `Column "${column}" of "${table}" has an unknown type: ${type}.`,
  hint: () =>
    'Types are: string, boolean, tinyint, smallint, int, bigint, float, double, decimal(p,s), date, timestamp, timestamp_ntz, binary, array<…>, map<…,…>, struct<name:type,…>.',
});

export const filesGone = problemType<{ tables: readonly string[]; files: readonly string[] }>({
  code: 'HR-SOURCE-007',
  severity: 'error',
  title: 'A full refresh would lose rows',
  message: ({ tables, files }) =>
    `A full refresh of ${listing(tables)} reads its files again, but ${files.length} of them no longer exist: ${listing(files, 3)}.`,
  hint: () => 'Rows that came from them would be lost. Say --yes if that is meant.',
});

export const sourceUnreadable = problemType<{ table: string; message: string }>({
  code: 'HR-SOURCE-008',
  severity: 'error',
  title: 'Raw files cannot be read',
  message: ({ table, message }) => `The source of "${table}" cannot be read: ${essence(message)}`,
  hint: ({ table }) =>
    `Correct the file or move it away; or say how it is written (delimiter, header, null, …), and with which types, in \`source:\` or schemas/${table}.yml.`,
});

/** DuckDB goes on with everything it tried: what is wrong stands first, the file somewhere below. */
function essence(message: string): string {
  const lines = message.trim().split('\n');
  const end = lines.findIndex((line) => line.trim() === '');
  const file = lines.find((line) => /^\s*file\s*=/.test(line));
  return [...lines.slice(0, end < 0 ? 6 : Math.min(end, 6)), file?.trim()].filter(Boolean).join('\n');
}

export const sourceEmpty = problemType<{ table: string }>({
  code: 'HR-SOURCE-009',
  severity: 'error',
  title: 'Only empty files',
  message: ({ table }) => `The files of the source of "${table}" are empty, so its columns are not known.`,
  hint: () => 'Declare them in `source.columns`, or wait for a file that holds something.',
});

export const sourceColumnsMissing = problemType<{ table: string; columns: readonly string[] }>({
  code: 'HR-SOURCE-010',
  severity: 'warning',
  title: 'Files lack columns',
  message: ({ table, columns }) =>
    `The files that "${table}" reads now have no ${columns.length === 1 ? 'column' : 'columns'} ${listing(columns)}: NULL is read instead.`,
  hint: ({ table }) =>
    `Columns are found by name. If one was renamed for good, say so in \`source.columns\` or schemas/${table}.yml.`,
});

export const pythonNeedsSpark = problemType<{ table: string; file: string }>({
  code: 'HR-ENGINE-001',
  severity: 'error',
  title: 'Python runs on Spark',
  message: ({ table, file }) =>
    `"${table}" is written in Python (${file}), which the duckdb engine does not run.`,
  hint: () => 'Use `--engine spark`, or leave the table out with --exclude.',
});

export const queryFailed = problemType<{ table: string; kind: string; message: string }>({
  code: 'HR-ENGINE-002',
  severity: 'error',
  title: 'A SELECT failed',
  message: ({ table, kind, message }) =>
    `Building "${table}" failed${kind === 'Unknown' ? '' : ` (${kind} error)`}: ${message}`,
});

export const inputNeverBuilt = problemType<{ table: string; input: string }>({
  code: 'HR-ENGINE-003',
  severity: 'error',
  title: 'Input never built',
  message: ({ table, input }) =>
    `"${table}" reads "${input}", which has never been built and is not selected.`,
  hint: ({ table }) => `Select it too: \`headrace run +${table}\` builds a table with all its inputs.`,
});

export const inputStartedOver = problemType<{ table: string; input: string }>({
  code: 'HR-ENGINE-004',
  severity: 'error',
  title: 'The stream started over',
  message: ({ table, input }) =>
    `"${table}" reads the new rows of "${input}", but "${input}" was fully refreshed: which of its rows are new cannot be told.`,
  hint: ({ table }) => `Start "${table}" over too: \`headrace run ${table} --full-refresh\`.`,
});

export const columnsChanged = problemType<{ table: string; changes: readonly string[] }>({
  code: 'HR-ENGINE-005',
  severity: 'error',
  title: 'Columns of a streaming table changed',
  message: ({ table, changes }) =>
    `The SELECT of streaming table "${table}" no longer fits the rows that it holds: ${listing(changes)}.`,
  hint: ({ table }) =>
    `New columns may be added at any time; to remove one or change its type, start over: \`headrace run ${table} --full-refresh\`.`,
});

export const sqlChanged = problemType<{ table: string }>({
  code: 'HR-ENGINE-006',
  severity: 'warning',
  title: 'New SQL applies to new rows',
  message: ({ table }) =>
    `The SQL of streaming table "${table}" changed: it applies to new rows only, those already in the table stay as they are.`,
  hint: ({ table }) => `To compute all rows with it: \`headrace run ${table} --full-refresh\`.`,
});

export const kindChanged = problemType<{ table: string; before: string; now: string }>({
  code: 'HR-ENGINE-007',
  severity: 'error',
  title: 'The kind of a table changed',
  message: ({ table, before, now }) => `"${table}" was built as a ${before} and is now a ${now}.`,
  hint: ({ table }) => `Start it over: \`headrace run ${table} --full-refresh\`.`,
});

export const duplicateColumns = problemType<{ table: string; columns: readonly string[] }>({
  code: 'HR-ENGINE-009',
  severity: 'error',
  title: 'Two columns of one name',
  message: ({ table, columns }) => `The SELECT of "${table}" gives more than one column ${listing(columns)}.`,
  hint: () => 'Name columns apart with AS, or list them instead of `*`. Upper and lower case are the same.',
});

export const unknownLayoutColumns = problemType<{ table: string; key: string; missing: readonly string[] }>({
  code: 'HR-ENGINE-010',
  severity: 'error',
  title: 'Layout by an unknown column',
  message: ({ table, key, missing }) =>
    `\`${key}\` of "${table}" names ${listing(missing)}, which its SELECT does not give.`,
});

export const notCompacted = problemType<{ table: string; reason: string }>({
  code: 'HR-ENGINE-011',
  severity: 'warning',
  title: 'Small files not merged',
  message: ({ table, reason }) => `The small files of "${table}" could not be merged: ${reason}`,
  hint: () => 'The table is complete all the same; merging is tried again after its next build.',
});

export const noSuchTable = problemType<{ message: string }>({
  code: 'HR-QUERY-001',
  severity: 'error',
  title: 'A query failed',
  message: ({ message }) => message,
});
