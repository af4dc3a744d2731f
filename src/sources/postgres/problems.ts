import { didYouMean, listing, problemType } from '../../kernel/index.ts';

export const unreachable = problemType<{ where: string; reason: string }>({
  code: 'HR-POSTGRES-001',
  severity: 'error',
  title: 'Postgres cannot be reached',
  message: ({ where, reason }) => `Postgres cannot be reached at ${where}: ${reason}.`,
  hint: () => 'Check host and port, and that the server runs and accepts connections from here.',
});

export const accessDenied = problemType<{ where: string; user: string; reason: string }>({
  code: 'HR-POSTGRES-002',
  severity: 'error',
  title: 'Postgres refuses the login',
  message: ({ where, user, reason }) => `Postgres at ${where} refuses user "${user}": ${reason}.`,
  hint: () => 'Check user and password, and which hosts pg_hba.conf lets in.',
});

export const unknownDatabase = problemType<{ where: string; database: string }>({
  code: 'HR-POSTGRES-003',
  severity: 'error',
  title: 'Unknown Postgres database',
  message: ({ where, database }) => `There is no database "${database}" at ${where}.`,
  hint: () => 'It is the last part of the URL, or `database`; without either it is named like the user.',
});

export const unsafeConnection = problemType<{ where: string; reason: string }>({
  code: 'HR-POSTGRES-004',
  severity: 'error',
  title: 'No trusted TLS connection to Postgres',
  message: ({ where, reason }) => `No TLS connection to Postgres at ${where} can be made: ${reason}.`,
  hint: () =>
    'Name the certificate of the authority (`sslrootcert=` in the URL, or `ssl: {ca: …}`). `sslmode=disable` goes without TLS.',
});

export const invalidSettings = problemType<{ reason: string }>({
  code: 'HR-POSTGRES-005',
  severity: 'error',
  title: 'Unreadable Postgres settings',
  message: ({ reason }) => `The settings of the Postgres connection cannot be read: ${reason}.`,
  hint: () =>
    'A URL is postgres://user:password@host:port/database; special characters in it are percent-encoded.',
});

export const unknownTable = problemType<{ table: string; database: string; known: readonly string[] }>({
  code: 'HR-POSTGRES-006',
  severity: 'error',
  title: 'Unknown Postgres table',
  message: ({ table, database, known }) =>
    `There is no table or view "${table}" in database "${database}".${didYouMean(table, known)}`,
  hint: ({ known }) =>
    known.length > 0 ? `It has ${listing(known, 8)}.` : 'It has no table that this user can see.',
});

export const noPermission = problemType<{ table: string; user: string }>({
  code: 'HR-POSTGRES-007',
  severity: 'error',
  title: 'Postgres table that may not be read',
  message: ({ table, user }) => `User "${user}" may not read "${table}".`,
  hint: ({ table, user }) => `GRANT SELECT ON ${table} TO "${user}".`,
});

export const unknownColumn = problemType<{
  table: string;
  column: string;
  where: string;
  known: readonly string[];
}>({
  code: 'HR-POSTGRES-008',
  severity: 'error',
  title: 'Unknown Postgres column',
  message: ({ table, column, where, known }) =>
    `${where} names column "${column}", which "${table}" does not have.${didYouMean(column, known)}`,
  hint: ({ known }) => `It has ${listing(known, 12)}.`,
});

export const noKey = problemType<{ table: string; columns: readonly string[] }>({
  code: 'HR-POSTGRES-009',
  severity: 'error',
  title: 'Postgres table without a key',
  message: ({ table, columns }) =>
    columns.length > 1
      ? `The primary key of "${table}" has ${columns.length} columns (${listing(columns)}); a document has one key.`
      : `"${table}" has no primary key, so what identifies a document must be said.`,
  hint: () => 'Set `key` to one column whose values are unique.',
});

export const unfitColumn = problemType<{ column: string; type: string; purpose: string; expected: string }>({
  code: 'HR-POSTGRES-010',
  severity: 'error',
  title: 'Postgres column of an unfit type',
  message: ({ column, type, purpose, expected }) =>
    `Column "${column}" is ${type}; as ${purpose} it must be ${expected}.`,
});

export const nameTaken = problemType<{ name: string; by: readonly string[] }>({
  code: 'HR-POSTGRES-011',
  severity: 'error',
  title: 'Two fields of one name',
  message: ({ name, by }) => `Field "${name}" would be written by ${listing(by)}.`,
  hint: () => 'Rename or drop one of them.',
});

export const usedTwice = problemType<{ column: string; uses: readonly string[] }>({
  code: 'HR-POSTGRES-012',
  severity: 'error',
  title: 'Contradicting uses of a column',
  message: ({ column, uses }) => `Column "${column}" cannot be ${listing(uses)} at once.`,
});

export const reservedName = problemType<{ name: string; by: string }>({
  code: 'HR-POSTGRES-013',
  severity: 'error',
  title: 'Field name that is taken',
  message: ({ name, by }) => `${by} would write field "${name}", which is Headrace's own.`,
  hint: ({ name }) => `Rename it: \`rename: {${name}: other_name}\`.`,
});

export const invalidExpression = problemType<{ where: string; reason: string }>({
  code: 'HR-POSTGRES-014',
  severity: 'error',
  title: 'SQL that Postgres refuses',
  message: ({ where, reason }) => `Postgres refuses ${where}: ${reason}.`,
  hint: () => '`cast` takes types of Postgres, `computed` expressions over the columns of the table.',
});

export const keyNotUnique = problemType<{ table: string; column: string }>({
  code: 'HR-POSTGRES-015',
  severity: 'warning',
  title: 'Key that need not be unique',
  message: ({ table, column }) =>
    `No unique index of "${table}" is on "${column}" alone: rows of equal keys become one document.`,
  hint: ({ table, column }) => `CREATE UNIQUE INDEX ON ${table} ("${column}"), if they are unique.`,
});

export const keyNotIndexed = problemType<{ table: string; column: string }>({
  code: 'HR-POSTGRES-016',
  severity: 'warning',
  title: 'Key without an index',
  message: ({ table, column }) =>
    `No index of "${table}" begins with "${column}": every page sorts the whole table.`,
  hint: ({ table, column }) => `CREATE INDEX ON ${table} ("${column}"), or read with strategy \`copy\`.`,
});

export const readFailed = problemType<{
  table: string;
  reason: string;
  attempts: number;
  lastKey: string | undefined;
}>({
  code: 'HR-POSTGRES-017',
  severity: 'error',
  title: 'Reading from Postgres was given up',
  message: ({ table, reason, attempts, lastKey }) =>
    `Reading "${table}" was given up after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`} without progress${lastKey === undefined ? '' : `, behind key "${lastKey}"`}: ${reason}.`,
  hint: () => 'Nothing is lost: the same command goes on from there.',
});

export const queryFailed = problemType<{ table: string; reason: string }>({
  code: 'HR-POSTGRES-018',
  severity: 'error',
  title: 'Postgres query that failed',
  message: ({ table, reason }) => `A query on "${table}" failed: ${reason}.`,
});
