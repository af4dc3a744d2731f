import { didYouMean, listing, problemType } from '../../kernel/index.ts';

export const missingParameters = problemType<{
  /** Of a load with a name. */
  load: string | undefined;
  missing: readonly LoadParameter[];
  /** All loads of the project. */
  names: readonly string[];
  /** One of several loads says its own source table. */
  inList: boolean;
}>({
  code: 'HR-LOADING-040',
  severity: 'error',
  title: 'Parameters of a load missing',
  message: ({ load, missing, inList }) => {
    const words = missing.map((name) =>
      inList && name !== 'es_nodes' ? `"${name}"` : parameterWords[name].slice(0, 2).join(' '),
    );
    return `${load === undefined ? 'The load' : `Load "${load}"`} needs ${listing(words)}.`;
  },
  hint: ({ missing, names, load, inList }) => {
    const told = missing.map((name) => parameterWords[name][2]);
    const named = load === undefined && !inList && names.length > 0;
    return [...told, ...(named ? [`Loads of this project: ${listing(names)}.`] : [])].join(' ');
  },
});

/** What a load cannot do without, by the keys of the configuration. */
export type LoadParameter = 'source_table' | 'data_source' | 'es_nodes';

const parameterWords: Readonly<
  Record<LoadParameter, readonly [flag: string, variable: string, help: string]>
> = {
  source_table: ['--source-table', '(SOURCE_TABLE)', 'The source table is a path or a table of the project.'],
  data_source: ['--data-source', '(DATA_SOURCE)', 'The data source decides the index.'],
  es_nodes: [
    '--es-nodes',
    '(ES_NODES)',
    'Elasticsearch is an address such as http://host:9200, also as ELASTICSEARCH_URL, or a connection in config.yml (`search: {connection: …}`).',
  ],
};

export const unknownLoad = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-LOADING-041',
  severity: 'error',
  title: 'Unknown load',
  message: ({ name, names }) => `"${name}" is no load of this project.${didYouMean(name, names)}`,
  hint: ({ names }) =>
    names.length > 0
      ? `Loads: ${listing(names)}.`
      : 'Declare it under `loads:` in config.yml, or give --source-table and --data-source.',
});

export const noLoads = problemType<{ where: string }>({
  code: 'HR-LOADING-042',
  severity: 'error',
  title: 'No loads',
  message: ({ where }) => `There are no loads in ${where}.`,
});

export const unknownDataSource = problemType<{ dataSource: string; names: readonly string[] }>({
  code: 'HR-LOADING-043',
  severity: 'error',
  title: 'Unknown data source',
  message: ({ dataSource, names }) =>
    `It is not said which index the data source "${dataSource}" goes to.${didYouMean(dataSource, names)}`,
  hint: ({ dataSource, names }) =>
    `${names.length > 0 ? `Known are ${listing(names)}. ` : ''}Say it in config.yml: \`search: {data_sources: {${dataSource}: name_of_the_index}}\`; or name a \`default_index\` there.`,
});

export const badJobs = problemType<{ what: string }>({
  code: 'HR-LOADING-044',
  severity: 'error',
  title: 'File of loads',
  message: ({ what }) => what,
  hint: () =>
    'Such a file is a list: [{"source_table": "/mnt/datalake/sourceA", "data_source": "sourceA"}, …]',
});

export const loadTwice = problemType<{ first: string; second: string; batch: boolean }>({
  code: 'HR-LOADING-045',
  severity: 'error',
  title: 'The same load twice',
  message: ({ first, second, batch }) =>
    batch
      ? `"${first}" and "${second}" load the same batch of the same data source into the same index.`
      : `"${first}" and "${second}" load the same table into the same index.`,
  hint: () => 'Nothing was loaded. Take one of them out, or give them different batch ids.',
});

export const oneLoadOnly = problemType<{ flag: string }>({
  code: 'HR-LOADING-046',
  severity: 'error',
  title: 'Option for one load',
  message: ({ flag }) => `${flag} says what one load does; several are asked for.`,
  hint: () =>
    'Each load of a list says its own. --es-nodes, --batch-id and --id can be given for all of them.',
});

export const severalSelections = problemType<{ given: readonly string[] }>({
  code: 'HR-LOADING-047',
  severity: 'error',
  title: 'Which loads',
  message: ({ given }) => `Loads are asked for in ${given.length} ways at once: by ${listing(given)}.`,
  hint: () => 'Choose one: names, --all, or --jobs.',
});

export const batchOfOtherSource = problemType<{
  batch: string;
  dataSource: string;
  target: string;
  before: string;
  now: string;
}>({
  code: 'HR-LOADING-048',
  severity: 'error',
  title: 'Batch of another source table',
  message: ({ batch, dataSource, target, before, now }) =>
    `Batch "${batch}" of ${dataSource} into ${target} was begun from ${before}, not from ${now}.`,
  hint: () =>
    'Give what is new a batch id of its own; or, if the first was a mistake, begin anew with `--restart`.',
});

export const indexMadeAnew = problemType<{ index: string }>({
  code: 'HR-LOADING-049',
  severity: 'warning',
  title: 'Index made anew',
  message: ({ index }) =>
    `The index "${index}" is another one than the load was writing to when it stopped, so it begins anew.`,
});

export const batchInOtherIndex = problemType<{ batch: string; index: string }>({
  code: 'HR-LOADING-050',
  severity: 'warning',
  title: 'Index replaced since a batch was loaded',
  message: ({ batch, index }) =>
    `Batch "${batch}" was loaded before the index "${index}" replaced another one.`,
  hint: () =>
    'A reindex brought it along. If the index was deleted and made anew instead, load the batch again with `--restart`.',
});

export const loadReferenceNotSet = problemType<{ load: string; references: readonly string[] }>({
  code: 'HR-LOADING-051',
  severity: 'error',
  title: 'Variable of a load not set',
  message: ({ load, references }) =>
    `Load "${load}" needs ${references.join(' and ')}, which ${references.length > 1 ? 'are' : 'is'} not set.`,
  hint: () => 'Set the environment variable, or give the value on the command line.',
});
