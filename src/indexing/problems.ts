import { problemType } from '../kernel/index.ts';

export const tableNeverBuilt = problemType<{ index: string; table: string }>({
  code: 'HR-INDEX-001',
  severity: 'error',
  title: 'Table of an index never built',
  message: ({ index, table }) =>
    `The search index "${index}" mirrors "${table}", which has never been built.`,
  hint: ({ table }) => `Build it first: \`headrace run +${table}\`.`,
});

export const unknownColumn = problemType<{
  index: string;
  table: string;
  column: string;
  columns: readonly string[];
  mean: string;
}>({
  code: 'HR-INDEX-002',
  severity: 'error',
  title: 'Unknown column of an index',
  message: ({ index, table, column, mean }) =>
    `The search index "${index}" names the column "${column}", which table "${table}" does not have.${mean}`,
  hint: ({ table, columns }) => `Columns of ${table}: ${columns.join(', ')}.`,
});

export const unresolvedSecret = problemType<{ reference: string; index: string }>({
  code: 'HR-INDEX-003',
  severity: 'error',
  title: 'Secret not set',
  message: ({ reference, index }) => `The search index "${index}" needs ${reference}, which is not set.`,
  hint: () => 'Set the environment variable and run the command again; its value is never stored.',
});

export const indexNeverBuilt = problemType<{ name: string }>({
  code: 'HR-INDEX-004',
  severity: 'error',
  title: 'Index never built',
  message: ({ name }) => `The search index "${name}" has not been built yet.`,
  hint: () => 'Build it with `headrace index`, or `headrace run --index`.',
});

export const noVectors = problemType<{ name: string }>({
  code: 'HR-INDEX-005',
  severity: 'error',
  title: 'Index without vectors',
  message: ({ name }) => `The search index "${name}" has no vectors, so it cannot be searched by meaning.`,
  hint: () =>
    'Add `vector: corpus` to it in the configuration and run `headrace index`, or search with --mode text.',
});

export const vectorsFromOutside = problemType<{ name: string; column: string }>({
  code: 'HR-INDEX-006',
  severity: 'error',
  title: 'Queries cannot be embedded',
  message: ({ name, column }) =>
    `The vectors of index "${name}" come from the column "${column}": how to make one of a query's words is not known here.`,
  hint: () => 'Search with --mode text, or give the index an embedder (corpus, static or http).',
});

export const notFromTable = problemType<{ name: string }>({
  code: 'HR-INDEX-007',
  severity: 'error',
  title: 'Index without a table',
  message: ({ name }) => `The search index "${name}" has no \`from:\`, so there is no table to mirror.`,
  hint: () => 'Fill it with `headrace sync` or `headrace load`, or name a table in `from:`.',
});

export const indexInCluster = problemType<{ name: string; table: string }>({
  code: 'HR-INDEX-008',
  severity: 'error',
  title: 'Index in a cluster',
  message: ({ name }) =>
    `The search index "${name}" is kept by Elasticsearch; \`headrace index\` makes embedded indexes only.`,
  hint: ({ name, table }) =>
    `Load the table: \`headrace load --source-table ${table} --data-source ${name}\`.`,
});
