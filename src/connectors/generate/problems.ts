import { count, didYouMean, listing, problemType } from '../../kernel/index.ts';

/** What can keep pipelines from being generated. Codes below HR-INGEST-010 are those of connector.yml. */
const few = (names: readonly string[]): string => listing(names, 5);

export const noGroup = problemType<{ tables: readonly string[] }>({
  code: 'HR-INGEST-010',
  severity: 'error',
  title: 'Tables without a pipeline',
  message: ({ tables }) =>
    `${tables.length === 1 ? 'A table has' : `${tables.length} tables have`} no pipeline_group: ${few(tables)}.`,
  hint: () => '`headrace connectors plan` assigns all tables; or fill the column in.',
});

export const noConnection = problemType<{ group: string; others?: readonly string[] }>({
  code: 'HR-INGEST-011',
  severity: 'error',
  title: 'A pipeline without a connection',
  message: ({ group, others = [] }) =>
    others.length === 0
      ? `Nothing says which Unity Catalog connection the pipeline "${group}" reads through.`
      : `Nothing says which Unity Catalog connection the pipelines ${listing([group, ...others])} read through.`,
  hint: () =>
    'Give --connection-name, or `connection_name:` in connector.yml. `headrace connectors create-connection` makes one.',
});

export const severalConnections = problemType<{ group: string; connections: readonly string[] }>({
  code: 'HR-INGEST-012',
  severity: 'error',
  title: 'A pipeline with several connections',
  message: ({ group, connections }) =>
    `Tables of the pipeline "${group}" have ${connections.length} connections: ${few(connections)}. A pipeline has one.`,
  hint: () =>
    'Give the tables of each connection a pipeline_group of their own; `headrace connectors plan` does.',
});

export const severalSchedules = problemType<{ group: string; schedules: readonly string[] }>({
  code: 'HR-INGEST-013',
  severity: 'error',
  title: 'A pipeline with several schedules',
  message: ({ group, schedules }) =>
    `Tables of the pipeline "${group}" have ${schedules.length} schedules: ${few(schedules.map((cron) => `"${cron}"`))}. A pipeline has one.`,
  hint: () => 'Give tables of each schedule a pipeline_group of their own; `headrace connectors plan` does.',
});

export const duplicateTable = problemType<{ table: string; groups: readonly string[] }>({
  code: 'HR-INGEST-014',
  severity: 'error',
  title: 'A table that is ingested twice',
  message: ({ table, groups }) =>
    groups.length === 1
      ? `Table "${table}" is twice in the pipeline "${groups[0]}".`
      : `Table "${table}" is in ${groups.length} pipelines: ${few(groups)}.`,
  hint: () =>
    'Keep one of its rows. A pipeline that lists a source table twice sends both to the first destination, and a destination belongs to one pipeline.',
});

export const sameDestination = problemType<{ destination: string; tables: readonly string[] }>({
  code: 'HR-INGEST-015',
  severity: 'error',
  title: 'Tables with the same destination',
  message: ({ destination, tables }) =>
    `${count(tables.length, 'table')} would be written to ${destination}: ${few(tables)}. Unity Catalog does not tell capital letters from small ones.`,
  hint: () => 'Give all but one a destination_table of their own.',
});

export const halfDestination = problemType<{ table: string | undefined; has: string; lacks: string }>({
  code: 'HR-INGEST-016',
  severity: 'error',
  title: 'A catalog without a schema',
  message: ({ table, has, lacks }) =>
    `${table === undefined ? 'There' : `For table "${table}" there`} is a ${has} to write to, but no ${lacks}; pipelines take no notice of one without the other.`,
  hint: ({ lacks }) => `Give --${lacks} too, or \`${lacks}:\` in connector.yml.`,
});

export const unusableName = problemType<{ table: string; part: string; name: string; proposal: string }>({
  code: 'HR-INGEST-017',
  severity: 'error',
  title: 'A name that Unity Catalog refuses',
  message: ({ table, part, name }) =>
    `${JSON.stringify(name)} cannot be the ${part} that "${table}" is written to: names have no dots, spaces, slashes, backticks or control characters, and at most 255 letters.`,
  hint: ({ part, proposal }) =>
    `Give it another: ${part === 'table' ? 'destination_table' : part} "${proposal}".`,
});

export const noPlace = problemType<{ missing: readonly string[] }>({
  code: 'HR-INGEST-018',
  severity: 'error',
  title: 'Pipelines without catalog and schema',
  message: ({ missing }) => `Nothing says the ${missing.join(' and the ')} that the pipelines write to.`,
  hint: ({ missing }) =>
    `Give ${missing.map((key) => `--${key}`).join(' and ')}, or ${missing.map((key) => `\`${key}:\``).join(' and ')} in connector.yml.`,
});

export const badSchedule = problemType<{ group: string; cron: string; reason: string; hint: string }>({
  code: 'HR-INGEST-019',
  severity: 'error',
  title: 'A schedule that Databricks cannot keep',
  message: ({ group, cron, reason }) =>
    `The schedule "${cron}" of the pipeline "${group}" cannot be had: ${reason}`,
  hint: ({ hint }) => hint,
});

export const badTableConfig = problemType<{ table: string; key: string; reason: string; hint: string }>({
  code: 'HR-INGEST-020',
  severity: 'error',
  title: 'A table configuration that pipelines refuse',
  message: ({ table, key, reason }) => `"${key}" of table "${table}" ${reason}.`,
  hint: ({ hint }) => hint,
});

export const secretInConfig = problemType<{ table: string; key: string }>({
  code: 'HR-INGEST-021',
  severity: 'error',
  title: 'A secret in a table configuration',
  message: ({ table, key }) =>
    `"${key}" of table "${table}" is named like a secret, and would be written into files that are committed and deployed.`,
  hint: () => 'Credentials belong to the Unity Catalog connection: `headrace connectors create-connection`.',
});

export const bundleReference = problemType<{ text: string; where: string }>({
  code: 'HR-INGEST-022',
  severity: 'error',
  title: 'Text that bundles would replace',
  message: ({ text, where }) =>
    `${where} holds ${JSON.stringify(text)}, in whose place a bundle would put the value of a variable.`,
  hint: () => `Write what is meant. What differs between targets goes under \`targets:\` in connector.yml.`,
});

export const similarGroups = problemType<{
  slug: string;
  groups: readonly string[];
  names: readonly string[];
}>({
  code: 'HR-INGEST-023',
  severity: 'warning',
  title: 'Pipeline groups with nearly the same name',
  message: ({ slug, groups, names }) =>
    `The groups ${few(groups.map((group) => JSON.stringify(group)))} would all be called "${slug}"; they are called ${few(names)}.`,
  hint: () => 'If one pipeline was meant, write its pipeline_group the same in every row.',
});

export const managedOptions = problemType<{ table: string; group: string; options: readonly string[] }>({
  code: 'HR-INGEST-024',
  severity: 'error',
  title: 'Options that a managed pipeline in a bundle loses',
  message: ({ table, group, options }) =>
    `The options ${few(options)} of table "${table}" cannot be said of the managed pipeline "${group}": bundles drop them without a word.`,
  hint: () =>
    'Let this group have an ingest file: name the groups that are managed in --managed, without it.',
});

export const computeConflict = problemType<{ group: string; keys: readonly string[]; reason: string }>({
  code: 'HR-INGEST-025',
  severity: 'error',
  title: 'Compute that contradicts itself',
  message: ({ group, keys, reason }) => `The pipeline "${group}" has ${few(keys)}, but ${reason}.`,
  hint: () => 'Leave one of them out.',
});

export const noCode = problemType<{ form: 'wheels' | 'any' }>({
  code: 'HR-INGEST-026',
  severity: 'warning',
  title: "Nothing says where the connector's code is",
  message: () => "Nothing says where the pipelines find the connector's code.",
  hint: ({ form }) =>
    form === 'wheels'
      ? 'Managed pipelines install wheels: --code /Volumes/…/connector.whl, for the framework and for the connector.'
      : '--code names a folder here that the bundle uploads, a folder of the workspace, or wheels. It is not needed where the code already lies beside the ingest files.',
});

export const unknownGroup = problemType<{ group: string; groups: readonly string[]; where: string }>({
  code: 'HR-INGEST-027',
  severity: 'error',
  title: 'An unknown pipeline group',
  message: ({ group, groups, where }) =>
    `${where} names the pipeline group "${group}", which no table is in.${didYouMean(group, groups)}`,
  hint: ({ groups }) => `The groups are ${listing(groups, 10)}.`,
});

export const localIngestPath = problemType<{ path: string }>({
  code: 'HR-INGEST-028',
  severity: 'error',
  title: 'Ingest files that the workspace cannot reach',
  message: ({ path }) =>
    `${path} is no folder of a workspace, so pipelines cannot read ingest files from it.`,
  hint: () =>
    'Leave --ingest-files-path out: ingest files beside databricks.yml are uploaded with it. Folders of a workspace begin with /Workspace, /Users, /Repos or /Shared.',
});

export const noSchedule = problemType<{ groups: readonly string[] }>({
  code: 'HR-INGEST-029',
  severity: 'warning',
  title: 'Jobs without a schedule',
  message: ({ groups }) =>
    `${groups.length === 1 ? 'The job of' : 'The jobs of'} ${few(groups)} will run only when started: no table of ${groups.length === 1 ? 'it' : 'them'} has a schedule.`,
  hint: () => '`headrace connectors plan --schedule-snapshot "0 0 * * *"` fills schedules in.',
});

export const badCode = problemType<{ code: string; reason: string; hint: string }>({
  code: 'HR-INGEST-030',
  severity: 'error',
  title: "Connector's code that cannot be used",
  message: ({ code, reason }) => `${code} ${reason}.`,
  hint: ({ hint }) => hint,
});

export const unknownTimezone = problemType<{ timezone: string; meant: string | undefined }>({
  code: 'HR-INGEST-031',
  severity: 'error',
  title: 'An unknown time zone',
  message: ({ timezone, meant }) =>
    `"${timezone}" is no time zone.${meant ? ` Did you mean "${meant}"?` : ''}`,
  hint: () => 'Time zones are named as in Europe/Berlin or America/New_York; or UTC.',
});

export const severalDefaults = problemType<{ targets: readonly string[] }>({
  code: 'HR-INGEST-032',
  severity: 'error',
  title: 'Several default targets',
  message: ({ targets }) => `${few(targets)} are all the default target.`,
  hint: () => 'Leave `default: true` with one of them.',
});

export const tooManyTables = problemType<{ group: string; tables: number; most: number }>({
  code: 'HR-INGEST-033',
  severity: 'error',
  title: 'More tables than a pipeline can have',
  message: ({ group, tables, most }) =>
    `The pipeline "${group}" has ${tables} tables; Databricks allows ${most}.`,
  hint: () => '`headrace connectors plan` with more --pipelines splits it.',
});

export const brokenPython = problemType<{ reason: string }>({
  code: 'HR-INGEST-034',
  severity: 'error',
  title: 'An ingest file that is no Python',
  message: ({ reason }) => `This ingest file does not compile: ${reason}.`,
  hint: () => '`headrace connectors generate --force` writes it anew.',
});

export const noSpec = problemType<{ reason: string }>({
  code: 'HR-INGEST-035',
  severity: 'error',
  title: 'An ingest file without a readable pipeline_spec',
  message: ({ reason }) => `The pipeline_spec of this ingest file cannot be read: ${reason}.`,
  hint: () =>
    'It is a literal: {"connection_name": …, "objects": [{"table": {"source_table": …}}]}. `headrace connectors generate --force` writes it anew.',
});

export const otherSpec = problemType<{ differences: readonly string[] }>({
  code: 'HR-INGEST-036',
  severity: 'error',
  title: 'An ingest file that says something else than the table list',
  message: ({ differences }) => `This ingest file and the table list differ: ${few(differences)}.`,
  hint: () => '`headrace connectors generate` brings the files up to date.',
});

export const missingFile = problemType<{ pipeline: string; file: string }>({
  code: 'HR-INGEST-037',
  severity: 'error',
  title: 'A pipeline whose ingest file is missing',
  message: ({ pipeline, file }) => `The pipeline "${pipeline}" reads ${file}, which is not there.`,
  hint: () => '`headrace connectors generate` writes databricks.yml and ingest files together.',
});

export const notVerified = problemType<{ reason: string }>({
  code: 'HR-INGEST-038',
  severity: 'warning',
  title: 'Ingest files that were not compiled',
  message: ({ reason }) => `The ingest files were not compiled and read back: ${reason}.`,
  hint: () => 'Install Python 3.9 or newer, or name one with HEADRACE_PYTHON.',
});

export const badBundle = problemType<{ reason: string }>({
  code: 'HR-INGEST-040',
  severity: 'error',
  title: 'A databricks.yml that cannot work',
  message: ({ reason }) => `This databricks.yml cannot work: ${reason}.`,
  hint: () => '`headrace connectors generate --force` writes it anew.',
});

export const noBundle = problemType<{ folder: string }>({
  code: 'HR-INGEST-041',
  severity: 'error',
  title: 'No bundle yet',
  message: ({ folder }) => `There is no databricks.yml in ${folder}.`,
  hint: () => '`headrace connectors generate` writes it, and the ingest files.',
});

export const unusedSetting = problemType<{ key: string; value: string; column: string }>({
  code: 'HR-INGEST-042',
  severity: 'warning',
  title: 'A setting that no table uses',
  message: ({ key, value, column }) =>
    `No table has the ${key} "${value}": each has another in its ${column}.`,
  hint: ({ column }) => `Empty the column ${column} of the table list where the common one is meant.`,
});

export const noRootPath = problemType<{ target: string; bundle: string }>({
  code: 'HR-INGEST-043',
  severity: 'error',
  title: 'A production target without a folder',
  message: ({ target }) =>
    `Target "${target}" is for production and has no root_path, without which bundles are not deployed there.`,
  hint: ({ target, bundle }) =>
    `Name one folder for all who deploy: \`root_path: /Workspace/Users/you@example.com/.bundle/${bundle}/${target}\`.`,
});

export const refusedSpec = problemType<{ reason: string }>({
  code: 'HR-INGEST-044',
  severity: 'error',
  title: 'A pipeline_spec that pipelines refuse',
  message: ({ reason }) => `Pipelines refuse the pipeline_spec of this file: ${reason}.`,
  hint: () =>
    'It has connection_name and objects; each object a table with source_table, and if wanted destination_catalog, destination_schema, destination_table and table_configuration; nothing besides.',
});

export const otherPipeline = problemType<{ table: string; group: string; key: string; found: string }>({
  code: 'HR-INGEST-045',
  severity: 'error',
  title: 'A table in another pipeline than listed',
  message: ({ table, group, found, key }) =>
    `Table "${table}" is listed in the group "${group}" (pipeline ${key}), but the bundle has it in ${found}.`,
  hint: () =>
    '`headrace connectors generate` brings the bundle up to date. A table that moves is dropped and ingested anew.',
});

export const notInBundle = problemType<{ tables: readonly string[] }>({
  code: 'HR-INGEST-046',
  severity: 'error',
  title: 'Listed tables that no pipeline ingests',
  message: ({ tables }) =>
    `No pipeline of the bundle ingests ${few(tables)}, which ${tables.length === 1 ? 'is' : 'are'} in the table list.`,
  hint: () => '`headrace connectors generate` brings the bundle up to date.',
});

export const notInList = problemType<{ tables: readonly string[] }>({
  code: 'HR-INGEST-047',
  severity: 'warning',
  title: 'Ingested tables that are not listed',
  message: ({ tables }) =>
    `The bundle ingests ${few(tables)}, which ${tables.length === 1 ? 'is' : 'are'} not in the table list.`,
  hint: () => 'Add them to the list, or `headrace connectors generate` to take them out of the bundle.',
});

export const otherPlan = problemType<{ moves: readonly string[]; list: string; lock: string }>({
  code: 'HR-INGEST-048',
  severity: 'error',
  title: 'Tables in another pipeline than planned',
  message: ({ moves, list, lock }) =>
    `${list} has ${moves.length === 1 ? 'a table' : `${moves.length} tables`} in another pipeline than ${lock}: ${few(moves)}.`,
  hint: () =>
    'A table that moves is dropped and ingested anew. `headrace connectors plan` writes the planned group back into the list; with --allow-moves it may move tables.',
});

export const noPlannedSize = problemType<{ groups: readonly string[]; lock: string }>({
  code: 'HR-INGEST-049',
  severity: 'error',
  title: 'A cluster size that was not planned',
  message: ({ groups, lock }) =>
    `The number of workers is to be that of the plan, but ${lock} says none for ${few(groups)}.`,
  hint: () => '`headrace connectors plan` works it out; or give a number.',
});
