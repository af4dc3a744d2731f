import { listing, problemType } from '../../kernel/index.ts';

export const sparkNotReady = problemType<{ missing: readonly string[] }>({
  code: 'HR-SPARK-001',
  severity: 'error',
  title: 'Spark cannot run here',
  message: ({ missing }) => `The spark engine lacks something: ${missing.join('; ')}.`,
  hint: () =>
    '`headrace doctor` shows what there is and what to do; `headrace spark setup` installs all but Java and Python.',
});

const setupHints: Readonly<Record<string, string>> = {
  Python: 'Install it with venv, or name another: `headrace spark setup --python /path/to/python3`.',
  venv: 'Debian and Ubuntu keep venv in a package of its own (python3-venv). An environment that no longer works, because its Python is gone, has to be removed first.',
  folder: 'HEADRACE_SPARK_HOME names another folder.',
};
const downloadHint =
  'pip and Maven use the configuration of this machine (index, mirror, proxy). What is installed stays: running the command again goes on from there.';

export const setupFailed = problemType<{ step: string; reason: string }>({
  code: 'HR-SPARK-002',
  severity: 'error',
  title: 'Spark could not be set up',
  message: ({ step, reason }) => `Setting up Spark failed (${step}): ${reason}`,
  hint: ({ step }) => setupHints[step] ?? downloadHint,
});

export const serverFailed = problemType<{ reason: string; log: string }>({
  code: 'HR-SPARK-003',
  severity: 'error',
  title: 'Spark did not start',
  message: ({ reason }) => `Spark did not start: ${reason}`,
  hint: ({ log }) => `Everything it said is in ${log}. \`headrace doctor\` checks what it needs.`,
});

export const selectRefused = problemType<{ table: string; message: string }>({
  code: 'HR-SPARK-004',
  severity: 'error',
  title: 'Spark refuses a SELECT',
  message: ({ table, message }) => `Spark cannot plan "${table}": ${message}`,
  hint: () => 'Nothing was run. What both engines understand is described in docs/sql.md.',
});

export const pythonFailed = problemType<{ file: string; kind: string; message: string }>({
  code: 'HR-SPARK-005',
  severity: 'error',
  title: 'A Python transformation failed',
  message: ({ file, kind, message }) => `${file} cannot be loaded (${kind}): ${message}`,
  hint: () => 'Nothing was run. A transformation defines datasets; the work is done when the pipeline runs.',
});

export const otherDatasets = problemType<{ table: string; file: string; found: readonly string[] }>({
  code: 'HR-SPARK-006',
  severity: 'error',
  title: 'A Python file defines another table',
  message: ({ table, file, found }) =>
    `${file} is to define the table "${table}", but defines ${found.length === 0 ? 'none' : listing(found)}.`,
  hint: ({ table }) => `Name the function ${table}, or say \`name="${table}"\` in its decorator.`,
});

export const otherKind = problemType<{ table: string; written: string; found: string }>({
  code: 'HR-SPARK-007',
  severity: 'warning',
  title: 'Python makes a table of another kind',
  message: ({ table, written, found }) =>
    `"${table}" is a ${written} in the configuration, but its Python makes a ${found}.`,
  hint: ({ found }) => `Write \`kind: ${found}\`, so that plans and other engines know.`,
});

export const ignored = problemType<{ what: string }>({
  code: 'HR-SPARK-008',
  severity: 'warning',
  title: 'Written, but without effect on Spark',
  message: ({ what }) => `Open-source Spark does not know this, so it is ignored: ${what}.`,
  hint: () => 'On Databricks it works. No row is dropped and no run stopped by it here.',
});

export const tableFailed = problemType<{ table: string; message: string }>({
  code: 'HR-SPARK-009',
  severity: 'error',
  title: 'A table failed on Spark',
  message: ({ table, message }) => `Building "${table}" failed: ${message}`,
});

export const pathNotForSpark = problemType<{ table: string; path: string; reason: string }>({
  code: 'HR-SPARK-010',
  severity: 'error',
  title: 'A path that the spark engine does not read',
  message: ({ table, path, reason }) =>
    `The spark engine does not read ${path}, a path of "${table}": ${reason}.`,
  hint: () => 'Copy the files next to the project, or use a target with another engine.',
});

export const formatNotForSpark = problemType<{ table: string; key: string; value: string }>({
  code: 'HR-SPARK-011',
  severity: 'error',
  title: "DuckDB's own date format",
  message: ({ table, key, value }) => `\`${key}\` of "${table}" is written as DuckDB's own: ${value}.`,
  hint: () => 'Write it as Spark does, for example `yyyy-MM-dd HH:mm:ss`: every engine understands that.',
});

export const notReadAgain = problemType<{ table: string; files: readonly string[] }>({
  code: 'HR-SPARK-012',
  severity: 'error',
  title: 'Spark reads a file once',
  message: ({ table, files }) =>
    `"${table}" has already read files that changed since, and Spark reads a file once: ${listing(files, 3)}.`,
  hint: ({ table }) =>
    `Save changed data under another name, leave what changed with \`on_changed_file: ignore\`, or start over: \`headrace run ${table} --full-refresh\`.`,
});

export const sparkEnded = problemType<{ reason: string; log: string }>({
  code: 'HR-SPARK-013',
  severity: 'error',
  title: 'Spark ended in the middle',
  message: ({ reason }) => `Spark ended before it was done: ${reason}`,
  hint: ({ log }) =>
    `Its last words are in ${log}. If it ran out of memory, give it more: \`storage: {memory_limit: 4GB}\`. What was not finished is done by the next run.`,
});

export const sparkRefused = problemType<{ message: string }>({
  code: 'HR-SPARK-014',
  severity: 'error',
  title: 'Spark refuses the pipeline',
  message: ({ message }) => `Spark cannot run the pipeline: ${message}`,
});

export const catalogMoved = problemType<{ folder: string; before: string }>({
  code: 'HR-SPARK-015',
  severity: 'error',
  title: 'The Spark tables were moved or copied',
  message: ({ folder, before }) =>
    `The tables in ${folder} were built when it was ${before}; Spark's catalog and checkpoints name files by their whole paths.`,
  hint: ({ folder }) =>
    `Move it back, or start over: remove ${folder} and run again. Nothing else of the project depends on its place.`,
});
