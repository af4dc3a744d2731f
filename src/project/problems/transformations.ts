import { listing, problemType } from '../../kernel/index.ts';

// What can be wrong with the files under transformations/.

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

export const noTransformationsFolder = problemType<{ folder: string }>({
  code: 'HR-CONFIG-032',
  severity: 'error',
  title: 'No transformations folder',
  message: ({ folder }) => `There is no folder ${folder}.`,
  hint: () => 'Create it, or leave `transformations:` out: `transformations/` is found by itself.',
});
