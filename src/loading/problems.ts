import { count, didYouMean, grouped, listing, problemType } from '../kernel/index.ts';

export * from './load/problems.ts';

export const badSetting = problemType<{
  from: string;
  value: string;
  expected: string;
  fallback: string | undefined;
}>({
  code: 'HR-LOADING-001',
  severity: 'error',
  title: 'Setting of a sync or load',
  message: ({ from, value, expected }) => `${capital(from)} should be ${expected}; it is "${value}".`,
  hint: ({ fallback }) => (fallback === undefined ? undefined : `Left out, it is ${fallback}.`),
});

export const noPostgres = problemType<{ names: readonly string[] }>({
  code: 'HR-LOADING-002',
  severity: 'error',
  title: 'No Postgres to read from',
  message: () => 'It is not said which Postgres to read from.',
  hint: ({ names }) =>
    names.length > 0
      ? `Name a connection: \`--from ${names[0]}\`.`
      : 'Give `--from postgres://user@host/database`, set DATABASE_URL or PGHOST, or declare a connection in config.yml.',
});

export const noElasticsearch = problemType<{ names: readonly string[] }>({
  code: 'HR-LOADING-003',
  severity: 'error',
  title: 'No Elasticsearch to write to',
  message: () => 'It is not said which Elasticsearch to use.',
  hint: ({ names }) =>
    names.length > 0
      ? `Name a connection: \`--to ${names[0]}\`, or \`search: {connection: ${names[0]}}\` in config.yml.`
      : 'Give `--to http://host:9200`, set ELASTICSEARCH_URL, or declare a connection in config.yml.',
});

export const unknownConnectionName = problemType<{
  flag: string;
  name: string;
  names: readonly string[];
  mean: string;
}>({
  code: 'HR-LOADING-004',
  severity: 'error',
  title: 'Unknown connection on the command line',
  message: ({ flag, name, mean }) =>
    `${flag} ${name} is neither an address nor a connection of this project.${mean}`,
  hint: ({ names }) =>
    names.length > 0
      ? `Connections: ${names.join(', ')}.`
      : 'Addresses start with postgres:// or http(s)://.',
});

export const secretNotSet = problemType<{ references: readonly string[]; connection: string }>({
  code: 'HR-LOADING-005',
  severity: 'error',
  title: 'Secret of a connection not set',
  message: ({ references, connection }) =>
    `The connection "${connection}" needs ${references.join(' and ')}, which ${references.length > 1 ? 'are' : 'is'} not set.`,
  hint: () => 'Set the environment variable and run the command again; its value is never stored.',
});

export const severalSyncs = problemType<{ names: readonly string[] }>({
  code: 'HR-LOADING-006',
  severity: 'error',
  title: 'Several syncs',
  message: ({ names }) => `Several indexes have a \`sync:\`: ${listing(names)}.`,
  hint: ({ names }) => `Name one: \`headrace sync ${names[0]}\`.`,
});

export const unknownSyncIndex = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-LOADING-007',
  severity: 'error',
  title: 'Unknown index',
  message: ({ name, names }) => `"${name}" is no index of this project.${didYouMean(name, names)}`,
  hint: ({ names }) =>
    names.length > 0 ? `Indexes: ${names.join(', ')}.` : 'Without a configuration, leave the name out.',
});

export const aliasElsewhere = problemType<{ alias: string; physical: string; wanted: string }>({
  code: 'HR-LOADING-008',
  severity: 'error',
  title: 'Alias on another index',
  message: ({ alias, physical, wanted }) =>
    `The alias "${alias}" leads to "${physical}", but "${wanted}" was asked for.`,
  hint: ({ alias }) =>
    `Leave ELASTICSEARCH_INDEX_NAME out to follow the alias, give another alias, or build a new index with \`headrace reindex ${alias}\`.`,
});

export const mappingDiffers = problemType<{ index: string; changes: readonly string[]; reindex: boolean }>({
  code: 'HR-LOADING-009',
  severity: 'warning',
  title: 'Mapping differs',
  message: ({ index, changes }) =>
    `The index "${index}" is not as the configuration wants it:\n${changes.map((change) => `  ${change}`).join('\n')}`,
  hint: ({ reindex }) =>
    reindex
      ? 'Run `headrace reindex`: it builds a new index beside this one and moves the alias.'
      : 'Run `headrace reindex --in-place` to add this to the live index.',
});

export const followNeedsTime = problemType<object>({
  code: 'HR-LOADING-010',
  severity: 'error',
  title: 'Nothing to follow by',
  message: () => '--follow needs to know which rows changed, and no column says so.',
  hint: () => 'Name the column: `--updated-at updated_at`, or `updated_at:` under `sync:`.',
});

export const badDeleteLimit = problemType<{ text: string }>({
  code: 'HR-LOADING-011',
  severity: 'error',
  title: 'Limit of deletions',
  message: ({ text }) => `--max-deletes ${text} is neither a share nor a number of documents.`,
  hint: () => 'Write a share such as 10%, or a number such as 500.',
});

export const tooManyDeletes = problemType<{
  wanted: number;
  allowed: number;
  documents: number;
  given: string;
}>({
  code: 'HR-LOADING-012',
  severity: 'error',
  title: 'Too many deletions',
  message: ({ wanted, allowed, documents, given }) =>
    `${grouped(wanted)} of ${grouped(documents)} documents have no row any more; --max-deletes ${given} allows ${grouped(allowed)}. None was deleted.`,
  hint: () =>
    'Look whether the table is complete. If it is, allow as many: `--max-deletes 100%`, or the number.',
});

export const badDuration = problemType<{ text: string }>({
  code: 'HR-LOADING-013',
  severity: 'error',
  title: 'Duration',
  message: ({ text }) => `"${text}" is no duration.`,
  hint: () => 'Write one such as 500ms, 60s or 5m.',
});

export const indexNotThere = problemType<{ index: string; cluster: string }>({
  code: 'HR-LOADING-014',
  severity: 'error',
  title: 'No such index in the cluster',
  message: ({ index, cluster }) => `${cluster} has no alias "${index}".`,
  hint: () => 'Fill it with `headrace sync` or `headrace load`, or look at the name.',
});

export const otherLoadsWrite = problemType<{
  index: string;
  others: readonly string[];
  doing: 'repair' | 'reindex';
}>({
  code: 'HR-LOADING-020',
  severity: 'error',
  title: 'Index with records of other loads',
  message: ({ index, others, doing }) =>
    `"${index}" also holds records of ${listing(others, 4)}. ${
      doing === 'repair'
        ? 'They are not in this table, so a repair would delete them.'
        : 'An index built from this table alone would not have them.'
    } Nothing was done.`,
  hint: ({ doing }) =>
    doing === 'repair'
      ? 'Run `headrace sync --full` to write all rows of the table again.'
      : 'To go without them until they are loaded again, add --force.',
});

export const noIndexYet = problemType<{ alias: string }>({
  code: 'HR-LOADING-021',
  severity: 'error',
  title: 'No index yet',
  message: ({ alias }) => `There is no index "${alias}" yet.`,
  hint: () => 'Fill it first: `headrace sync`.',
});

export const mappingChanged = problemType<{ target: string }>({
  code: 'HR-LOADING-022',
  severity: 'error',
  title: 'Mapping changed since the last sync',
  message: ({ target }) =>
    `The mapping has changed since the last sync into "${target}": most records would become other documents today, so that nearly all of them differ.`,
  hint: () =>
    'Run `headrace sync --full`, which writes them anew; or `headrace reindex`, where fields have other types.',
});

export const syncNotFinished = problemType<{ target: string }>({
  code: 'HR-LOADING-023',
  severity: 'warning',
  title: 'Last sync not finished',
  message: ({ target }) =>
    `The last sync into "${target}" was not finished, or is at work: what it has not written yet counts as missing.`,
  hint: () => 'Run `headrace sync`: it goes on where it stopped.',
});

export const syncToFinish = problemType<{ target: string }>({
  code: 'HR-LOADING-024',
  severity: 'error',
  title: 'Repair before the end of a sync',
  message: ({ target }) => `The last sync into "${target}" was not finished, so nothing is repaired yet.`,
  hint: () =>
    'Run `headrace sync` first: it goes on where it stopped. What differs after that is for --repair.',
});

export const aliasShared = problemType<{ alias: string; indexes: readonly string[] }>({
  code: 'HR-LOADING-025',
  severity: 'error',
  title: 'Alias of several indexes',
  message: ({ alias, indexes }) =>
    `The alias "${alias}" leads to several indexes: ${listing(indexes)}. It is not clear what a new one would replace.`,
  hint: () => 'Take the alias from all but one of them.',
});

export const indexInTheWay = problemType<{ index: string; alias: string }>({
  code: 'HR-LOADING-026',
  severity: 'error',
  title: 'Index in the way',
  message: ({ index, alias }) =>
    `There is an index "${index}" already, which was not begun for "${alias}" by a reindex of now.`,
  hint: ({ index }) => `Delete it if it may go (DELETE /${index}), or leave ELASTICSEARCH_INDEX_NAME out.`,
});

export const refusedByNewIndex = problemType<{ index: string; dead: number; file: string }>({
  code: 'HR-LOADING-027',
  severity: 'error',
  title: 'Records refused by the new index',
  message: ({ index, dead, file }) =>
    `The new index "${index}" refuses ${count(dead, 'record')}; they are in ${file}. The alias was not moved.`,
  hint: () =>
    'Correct the records or the mapping and run `headrace reindex` again, or do without them: --accept-dead-letters.',
});

export const staysDifferent = problemType<{ index: string; remaining: number }>({
  code: 'HR-LOADING-028',
  severity: 'error',
  title: 'Index stays different',
  message: ({ index, remaining }) =>
    `${count(remaining, 'record')} in "${index}" ${remaining === 1 ? 'differs' : 'differ'} from the table even after being written again, so the index is not used.`,
  hint: () =>
    'Somebody else may be writing to this index, or it holds higher versions. Look with `headrace verify`.',
});

export const sampleDiffers = problemType<{ index: string; key: string; field: string }>({
  code: 'HR-LOADING-029',
  severity: 'error',
  title: 'Document differs from its row',
  message: ({ index, key, field }) =>
    `In "${index}", the document "${key}" has another "${field}" than its row, although its hash is right.`,
  hint: () => 'An ingest pipeline may be changing documents on their way in. The alias was not moved.',
});

export const noSuchDeadLetters = problemType<{ index: string; names: readonly string[] }>({
  code: 'HR-LOADING-030',
  severity: 'error',
  title: 'No dead letters of this index',
  message: ({ index, names }) => `There are no dead letters of "${index}".${didYouMean(index, names)}`,
  hint: ({ names }) => (names.length > 0 ? `There are some of ${listing(names)}.` : undefined),
});

export const lettersInUse = problemType<{ index: string; file: string }>({
  code: 'HR-LOADING-031',
  severity: 'error',
  title: 'Dead letters of an unfinished load',
  message: ({ index, file }) =>
    `The load into "${index}" whose dead letters are in ${file} was not finished; it may still look for them.`,
  hint: () => 'Run it again: it goes on where it stopped. Then come back to its dead letters.',
});

export const unknownIndexField = problemType<{
  index: string;
  /** Of the configuration: text, keywords or vector. */
  key: string;
  field: string;
  known: readonly string[];
}>({
  code: 'HR-LOADING-032',
  severity: 'warning',
  title: 'Unknown field of an index',
  message: ({ index, key, field, known }) =>
    `"${key}" of index "${index}" names "${field}", which its documents do not have.${didYouMean(field, known)}`,
  hint: ({ known }) => `Their fields: ${listing(known, 20)}.`,
});

export const unreadableCertificate = problemType<{ connection: string; path: string; reason: string }>({
  code: 'HR-LOADING-015',
  severity: 'error',
  title: 'Certificate of a connection cannot be read',
  message: ({ connection, path, reason }) =>
    `The connection "${connection}" trusts the certificate ${path}, which cannot be read: ${reason}.`,
  hint: () => '`ca_cert` is the path of a PEM file, seen from the folder of the project; or its text.',
});

export const interruptedBetween = problemType<object>({
  code: 'HR-LOADING-060',
  severity: 'error',
  title: 'Interrupted',
  message: () => 'Interrupted before or after loading.',
  hint: () => 'Nothing is lost: run the same command again.',
});

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
