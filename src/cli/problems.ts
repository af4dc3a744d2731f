import { didYouMean, listing, problemType } from '../kernel/index.ts';

export const noRun = problemType<{ id: string }>({
  code: 'HR-CLI-001',
  severity: 'error',
  title: 'No such run',
  message: ({ id }) => (id === 'last' ? 'There was no run yet.' : `There is no single run "${id}".`),
  hint: ({ id }) =>
    id === 'last'
      ? 'Begin with `headrace run`.'
      : 'See runs with `headrace runs`; the beginning of an id is enough.',
});

export const nothingToRetry = problemType<{ id: string }>({
  code: 'HR-CLI-002',
  severity: 'error',
  title: 'Nothing to retry',
  message: ({ id }) => `None of the tables of run ${id} is in the project any more.`,
});

export const notEmpty = problemType<{ folder: string; files: readonly string[] }>({
  code: 'HR-CLI-003',
  severity: 'error',
  title: 'Folder already holds a project',
  message: ({ folder, files }) => `${folder} already holds ${files.join(', ')}.`,
  hint: () => 'Choose another folder: headrace init <dir>. Nothing was written.',
});

export const noIndex = problemType<{ name: string | undefined; names: readonly string[]; mean: string }>({
  code: 'HR-CLI-004',
  severity: 'error',
  title: 'No such index',
  message: ({ name, names, mean }) =>
    name === undefined
      ? names.length === 0
        ? 'This project has no search index.'
        : `This project has several search indexes: ${names.join(', ')}.`
      : `There is no search index "${name}".${mean}`,
  hint: ({ name, names }) =>
    names.length === 0
      ? 'Declare one in the configuration: search: {indexes: {name: {from: <table>, id: <column>, text: [<columns>]}}}.'
      : name === undefined
        ? 'Choose one with --index <name>.'
        : `Indexes: ${names.join(', ')}.`,
});

export const badFilter = problemType<{ text: string }>({
  code: 'HR-CLI-005',
  severity: 'error',
  title: 'Filter not understood',
  message: ({ text }) => `The filter "${text}" is not of the form field=value.`,
  hint: () => 'For example: --filter country=DE --filter country=FR (either of them).',
});

export const parquetNeedsFile = problemType<Record<string, never>>({
  code: 'HR-CLI-006',
  severity: 'error',
  title: 'Parquet needs a file',
  message: () => 'Parquet is a binary format and is not written to the terminal.',
  hint: () => 'Say where to: --output result.parquet.',
});

export const unknownEnding = problemType<{ file: string }>({
  code: 'HR-CLI-008',
  severity: 'error',
  title: 'Format of a file not known',
  message: ({ file }) => `What to write to ${file} cannot be told from its name.`,
  hint: () => 'End it with .csv, .json or .parquet, or say --format.',
});

export const notOneStatement = problemType<{ count: number }>({
  code: 'HR-CLI-009',
  severity: 'error',
  title: 'Not one statement',
  message: ({ count }) =>
    count === 0 ? 'There is no statement in the query.' : `There are ${count} statements in the query.`,
  hint: () => 'Give one statement at a time.',
});

export const notConfirmed = problemType<{ folder: string }>({
  code: 'HR-CLI-007',
  severity: 'error',
  title: 'Not confirmed',
  message: ({ folder }) => `Nothing was removed from ${folder}.`,
  hint: () => 'Say --yes to remove everything without being asked.',
});

export const otherVariables = problemType<{ command: string }>({
  code: 'HR-CLI-010',
  severity: 'error',
  title: 'Run with other variables',
  message: ({ command }) => `The run to go on with had other variables: ${command}.`,
  hint: () => 'Say the same --var options again: with others, other rows would be built.',
});

export const fixByHand = problemType<{ table: string; inputs: readonly string[] }>({
  code: 'HR-CLI-011',
  severity: 'warning',
  title: 'Not fixed',
  message: ({ table }) =>
    `The \`depends_on\` of "${table}" is written in a way that cannot be edited safely.`,
  hint: ({ inputs }) => `Write it yourself: depends_on: [${inputs.join(', ')}].`,
});

export const beingRead = problemType<{ folder: string }>({
  code: 'HR-CLI-012',
  severity: 'error',
  title: 'Being read',
  message: ({ folder }) => `Another process is reading the tables in ${folder}; nothing was removed.`,
  hint: () => 'Wait for it, or end it, and try again.',
});

export const indexElsewhere = problemType<{ engine: string }>({
  code: 'HR-CLI-013',
  severity: 'error',
  title: 'Index of tables that are elsewhere',
  message: ({ engine }) =>
    `--index mirrors tables of the embedded engine; those of ${engine} are not on this machine's warehouse.`,
  hint: () => 'Leave it out, and bring finished tables into an index with `headrace load`.',
});

export const unsetSecret = problemType<{ reference: string; key: string }>({
  code: 'HR-CLI-014',
  severity: 'error',
  title: 'A reference that is not set',
  message: ({ reference, key }) => `${reference}, which \`${key}:\` refers to, is not set.`,
  hint: () => 'Set it where this command runs.',
});

export const serverRefuses = problemType<{ url: string; reason: string }>({
  code: 'HR-CLI-015',
  severity: 'error',
  title: 'The server refuses',
  message: ({ url, reason }) => `The server of this project at ${url} refuses: ${reason}`,
  hint: () => 'Its log may say more.',
});

export const badInput = problemType<{ reason: string }>({
  code: 'HR-CLI-016',
  severity: 'error',
  title: 'Input is not JSON',
  message: ({ reason }) => `--input is not JSON: ${reason}.`,
  hint: () => `Quote it for the shell: --input '{"day": "2026-11-21"}'.`,
});

export const unknownState = problemType<{ state: string; states: readonly string[] }>({
  code: 'HR-CLI-017',
  severity: 'error',
  title: 'Unknown state',
  message: ({ state, states }) => `"${state}" is no state of a workflow.${didYouMean(state, states)}`,
  hint: ({ states }) => `States are ${listing(states)}.`,
});

export const fileExists = problemType<{ file: string }>({
  code: 'HR-CLI-018',
  severity: 'error',
  title: 'File is there already',
  message: ({ file }) => `${file} is there already; nothing was written.`,
  hint: () => 'Name another file, or remove this one.',
});

export const serverAway = problemType<{ url: string }>({
  code: 'HR-CLI-019',
  severity: 'error',
  title: 'The server does not answer',
  message: ({ url }) => `The server of this project at ${url} does not answer.`,
  hint: () => 'If it was just ended, try again: without a server, this command does without.',
});

export const nobodyServes = problemType<{ id: string }>({
  code: 'HR-CLI-020',
  severity: 'warning',
  title: 'Nobody runs the workflow',
  message: ({ id }) => `The server that runs workflow "${id}" is gone; this command goes on waiting.`,
  hint: () =>
    'Start `headrace serve` again, or end this command and start it anew: it then runs the workflow itself.',
});
