import { count, didYouMean, listing, nearest, problemType } from '../../kernel/index.ts';

/** What can go wrong while a connector is asked for its tables; codes go on after those of table lists. */
export const noPython = problemType<{ program: string; reason: string }>({
  code: 'HR-DISCOVER-030',
  severity: 'error',
  title: 'No Python',
  message: ({ program, reason }) => `Connectors are Python, and "${program}" cannot be run: ${reason}.`,
  hint: () =>
    'Install Python 3.10 or newer, or name one with --python. Tables can also be listed in a file: --tables FILE.',
});

export const connectorNotFound = problemType<{
  name: string;
  looked: readonly string[];
  names: readonly string[];
}>({
  code: 'HR-DISCOVER-031',
  severity: 'error',
  title: 'Connector not found',
  message: ({ name, looked, names }) =>
    `There is no connector "${name}"${looked.length > 0 ? ` in ${listing(looked.map((folder) => (folder === '.' ? 'this folder' : folder)))}` : ''}.${didYouMean(name, names)}`,
  hint: ({ names }) =>
    names.length > 0
      ? `There are ${listing([...names].sort())}.`
      : 'Give the path of its folder with --connector, or say with --connectors-dir where connectors are.',
});

export const noConnectorCode = problemType<{ path: string; inside: readonly string[] }>({
  code: 'HR-DISCOVER-032',
  severity: 'error',
  title: 'Folder without a connector',
  message: ({ path }) => `${path} has no Python file with a connector in it.`,
  hint: ({ inside }) =>
    inside.length > 0
      ? `It holds ${count(inside.length, 'connector')}: ${listing(inside)}. Name the folder of one.`
      : 'Expected is the folder of one connector, such as sources/github, or its Python file.',
});

/** What a connector's own exception says, and what may be behind it. */
interface Raised {
  readonly type: string;
  readonly message: string;
  /** Packages that it imports and Python does not have. */
  readonly missing: readonly string[];
  /** Hosts that it wanted to ask. */
  readonly refused: readonly string[];
  readonly python: string;
}

const pip = (missing: readonly string[]): string =>
  `${listing(missing)} ${missing.length === 1 ? 'is' : 'are'} not installed: \`pip install ${missing.join(' ')}\` into the Python that is used, or name another with --python.`;

export const importFailed = problemType<Raised>({
  code: 'HR-DISCOVER-033',
  severity: 'error',
  title: 'Connector that cannot be imported',
  message: ({ type, message }) => `The connector cannot be imported: ${type}: ${oneLine(message)}`,
  hint: ({ missing, python }) =>
    missing.length > 0 ? pip(missing) : `It was imported with Python ${python}.`,
});

export const noClass = problemType<{
  file: string;
  /** Classes that derive from it, with the methods they lack. */
  unfinished: readonly { name: string; lacking: readonly string[] }[];
}>({
  code: 'HR-DISCOVER-034',
  severity: 'error',
  title: 'No LakeflowConnect class',
  message: ({ file, unfinished }) => {
    const lacks = unfinished.map(
      ({ name, lacking }) => `${name} has no ${listing(lacking.map((method) => `${method}()`))}`,
    );
    return `No LakeflowConnect class found: ${lacks.length === 0 ? `no class in ${file} derives from it` : lacks.join('; ')}.`;
  },
  hint: () =>
    'A connector is a class that derives from LakeflowConnect and has list_tables() and read_table_metadata(), all abstract methods included.',
});

export const severalClasses = problemType<{ classes: readonly string[]; wanted: string | undefined }>({
  code: 'HR-DISCOVER-035',
  severity: 'error',
  title: 'Which class?',
  message: ({ classes, wanted }) =>
    wanted === undefined
      ? `The connector has ${classes.length} classes that derive from LakeflowConnect: ${listing(classes)}.`
      : `The connector has no class "${wanted}".${didYouMean(wanted, classes)} It has ${listing(classes)}.`,
  hint: ({ classes, wanted }) =>
    `Say which with --class, for example --class ${(wanted && nearest(wanted, classes)) ?? classes[0]}.`,
});

export const connectorFailed = problemType<Raised & { options: 'given' | 'none' }>({
  code: 'HR-DISCOVER-036',
  severity: 'error',
  title: 'Connector that lists no tables',
  message: ({ type, message }) => `The connector does not list its tables: ${type}: ${oneLine(message)}`,
  hint: ({ missing, refused, options }) => {
    const orFile = 'or list the tables in a file: --tables FILE.';
    if (missing.length > 0) return pip(missing);
    if (refused.length > 0) {
      const what = options === 'given' ? 'Let it' : 'Give it real options with --options @FILE and let it';
      return `It asks ${listing(refused)}, and the network is refused. ${what} with --allow-network, ${orFile}`;
    }
    return options === 'given'
      ? 'Check --options: they are what the connector is made with.'
      : `Give it real options with --options @FILE, ${orFile}`;
  },
});

export const tookTooLong = problemType<{ seconds: number; allowNetwork: boolean }>({
  code: 'HR-DISCOVER-037',
  severity: 'error',
  title: 'Connector that takes too long',
  message: ({ seconds }) => `The connector did not list its tables within ${seconds} s, and was ended.`,
  hint: ({ allowNetwork }) =>
    allowNetwork
      ? 'Give it more time with --time-limit.'
      : 'It may wait for a network that it does not get: --allow-network lets it. --time-limit gives it more time.',
});

export const helperDied = problemType<{ ended: string; output: string }>({
  code: 'HR-DISCOVER-038',
  severity: 'error',
  title: 'Connector that ended its process',
  message: ({ ended, output }) =>
    `The connector ended the process that asked it, with ${ended}.${output === '' ? '' : ` Its last words:\n${output.replace(/^/gm, '    ')}`}`,
  hint: () => 'List the tables in a file instead: --tables FILE.',
});

export const tooMuchOutput = problemType<{ megabytes: number }>({
  code: 'HR-DISCOVER-039',
  severity: 'error',
  title: 'Connector that says too much',
  message: ({ megabytes }) => `The connector's answer is larger than ${megabytes} MB, and was cut off.`,
  hint: () => 'List the tables in a file instead: --tables FILE.',
});

export const badOptions = problemType<{ what: string }>({
  code: 'HR-DISCOVER-040',
  severity: 'error',
  title: 'Options of a connector',
  // Never what is written there: it is secret.
  message: ({ what }) => `The options of the connector cannot be used: ${what}.`,
  hint: () =>
    'Expected is a JSON object such as {"token": "…"}: itself, @FILE, or - for stdin, which show up in no list of processes.',
});

export const badCategoryMap = problemType<{ reason: string }>({
  code: 'HR-DISCOVER-041',
  severity: 'error',
  title: 'Category map',
  message: ({ reason }) => `--category-prefix-map-json is no JSON object of texts: ${reason}.`,
  hint: () => `For example --category-prefix-map-json '{"pi_af": "asset_framework"}'.`,
});

export const severalSources = problemType<{ flags: readonly string[] }>({
  code: 'HR-DISCOVER-042',
  severity: 'error',
  title: 'More than one place to ask',
  message: ({ flags }) => `${listing(flags)} cannot be asked at once.`,
  hint: () => 'Say one of them.',
});

export const badStats = problemType<{ table: string; column: string; found: string }>({
  code: 'HR-DISCOVER-043',
  severity: 'error',
  title: 'Number in a file of statistics',
  message: ({ table, column, found }) =>
    `"${column}" of table "${table}" should be a number that is not negative, and is "${found}".`,
  hint: () => 'Write it without spaces and separators: 1000000.',
});

export const noStats = problemType<{ file: string; columns: readonly string[] }>({
  code: 'HR-DISCOVER-044',
  severity: 'error',
  title: 'File of statistics without numbers',
  message: ({ file, columns }) => `${file} says nothing of tables; its columns are ${listing(columns)}.`,
  hint: () =>
    'Expected are source_table and any of rows, bytes, seconds (or weight) and calls, each of one run.',
});

export const unknownStatsTable = problemType<{ table: string; names: readonly string[] }>({
  code: 'HR-DISCOVER-045',
  severity: 'warning',
  title: 'Statistics of an unknown table',
  message: ({ table, names }) =>
    `There are statistics of "${table}", which the connector does not list.${didYouMean(table, names)}`,
  hint: () => 'Names are those of the source, in the same letters.',
});

export const unusedPrefix = problemType<{ prefix: string }>({
  code: 'HR-DISCOVER-046',
  severity: 'warning',
  title: 'Prefix that no table has',
  message: ({ prefix }) => `No table's name begins with "${prefix}", which the category map has.`,
  hint: () => 'Correct it, or take it out of the map.',
});

export const undescribedTables = problemType<{ tables: readonly string[]; reason: string }>({
  code: 'HR-DISCOVER-047',
  severity: 'warning',
  title: 'Tables of unknown ingestion type',
  message: ({ tables, reason }) =>
    `The connector does not say how ${count(tables.length, 'table is', 'tables are')} ingested: ${listing(tables)}. ${oneLine(reason)}`,
  hint: () =>
    'They are listed as "unknown". Options that work (--options @FILE) may help, or correct the list.',
});

export const incomplete = problemType<{ hosts: readonly string[] }>({
  code: 'HR-DISCOVER-048',
  severity: 'warning',
  title: 'Tables that may be missing',
  message: ({ hosts }) =>
    `The connector wanted to ask ${listing(hosts)}, and the network is refused: there may be more tables.`,
  hint: () => 'To let it, give real options with --options @FILE, and --allow-network.',
});

export const unsetReference = problemType<{ option: string; references: readonly string[] }>({
  code: 'HR-DISCOVER-049',
  severity: 'error',
  title: 'Option of a connector that is not set',
  message: ({ option, references }) =>
    `Option "${option}" of the connector needs ${listing(references)}, which is not set.`,
  hint: () => 'Set it in the environment, or give the options with --options.',
});

export const noPipeline = problemType<{ host: string; name: string; ids: readonly string[] }>({
  code: 'HR-DISCOVER-050',
  severity: 'error',
  title: 'No such pipeline',
  message: ({ host, name, ids }) =>
    ids.length === 0
      ? `There is no pipeline "${name}" in ${host}, or it may not be seen.`
      : `${ids.length} pipelines in ${host} have the name "${name}": ${listing(ids)}.`,
  hint: () => 'Say the id of a pipeline: the last part of its address in the workspace.',
});

export const noSystemPipelines = problemType<{ prefix: string }>({
  code: 'HR-DISCOVER-051',
  severity: 'error',
  title: 'No pipelines in the system tables',
  message: ({ prefix }) => `system.lakeflow.pipelines has no pipeline whose name begins with "${prefix}".`,
  hint: () =>
    'New pipelines take a while to show up there, and it may be that you see only some. --from-pipeline ID asks one directly.',
});

export const badTypeSchedule = problemType<{ type: string; problem: string; advice: string }>({
  code: 'HR-DISCOVER-052',
  severity: 'error',
  title: 'Schedule of an ingestion type',
  message: ({ type, problem }) => `The schedule of ${type} tables is no cron expression. ${problem}`,
  hint: ({ advice }) => advice,
});

const longest = 300;

/** What an exception says in one line; libraries nest their reasons, and the first is enough. */
function oneLine(text: string): string {
  const line = text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ \(Caused by .*$/, '');
  const short = line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
