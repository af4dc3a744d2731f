import { didYouMean, listing, problemType } from '../../kernel/index.ts';
import { layers } from '../../project/index.ts';

const hintTarget =
  'Say it under `targets` in config.yml, e.g. `prod: {engine: databricks, host: https://…, catalog: main, schema: sales}`.';

export const noDatabricksTarget = problemType<{ targets: readonly string[] }>({
  code: 'HR-BUNDLE-001',
  severity: 'error',
  title: 'No target for a bundle',
  message: ({ targets }) =>
    targets.length === 0
      ? 'The project has no targets, so there is no workspace to make a bundle for.'
      : `None of the targets ${listing(targets)} has \`engine: databricks\`.`,
  hint: () => hintTarget,
});

export const noPlace = problemType<{ target: string; missing: readonly string[] }>({
  code: 'HR-BUNDLE-002',
  severity: 'error',
  title: 'A target without catalog or schema',
  message: ({ target, missing }) => `Target "${target}" does not say its ${missing.join(' and its ')}.`,
  hint: () =>
    'Pipelines publish their tables to one catalog and schema of Unity Catalog: name both at the target.',
});

export const localPath = problemType<{ table: string; path: string }>({
  code: 'HR-BUNDLE-003',
  severity: 'error',
  title: 'Raw files that Databricks cannot reach',
  message: ({ table, path }) =>
    `The raw files of table "${table}" are at ${path}, which Databricks cannot reach.`,
  hint: () =>
    `Put them into a volume, and let the target say where: \`path: \${var:landing}/orders/*.csv\`, with ` +
    '`vars: {landing: data}` for this machine and `targets.prod.vars: {landing: /Volumes/main/sales/landing}`. ' +
    'abfss://, s3:// and gs:// are fine too.',
});

export const undecided = problemType<{ table: string }>({
  code: 'HR-BUNDLE-004',
  severity: 'error',
  title: 'An undecided source in a bundle',
  message: ({ table }) => `The source of table "${table}" is still to be decided, but its SQL reads it.`,
  hint: () => 'Say its type and path, or take the table out of the configuration until then.',
});

export const partitionAndCluster = problemType<{ table: string }>({
  code: 'HR-BUNDLE-005',
  severity: 'error',
  title: 'A table both partitioned and clustered',
  message: ({ table }) =>
    `Table "${table}" has partition_by and cluster_by; Databricks takes only one of them.`,
  hint: () => 'Keep cluster_by: it can be changed later, and partitions cannot.',
});

export const badSchedule = problemType<{ cron: string; reason: string; hint: string }>({
  code: 'HR-BUNDLE-006',
  severity: 'error',
  title: 'A schedule that cannot be had',
  message: ({ cron, reason }) => `The schedule "${cron}" cannot be a schedule of Databricks: ${reason}`,
  hint: ({ hint }) => hint,
});

export const environmentValue = problemType<{ name: string; file: string }>({
  code: 'HR-BUNDLE-007',
  severity: 'error',
  title: 'A value of the environment in a generated file',
  message: ({ name, file }) => `The value of \${env:${name}} would be written into ${file}.`,
  hint: () =>
    'What a bundle says must not depend on who makes it. Use a variable of the target (`vars`), or for a credential ' +
    `\${secret:scope/key}, which stays a reference.`,
});

export const misplacedReference = problemType<{ written: string; file: string }>({
  code: 'HR-BUNDLE-008',
  severity: 'error',
  title: 'A reference that Databricks does not know',
  message: ({ written, file }) =>
    `${written} would stand in ${file}, where nothing puts its value in its place.`,
  hint: () =>
    `Secrets (\${secret:scope/key}) belong to bundle.configuration, bundle.loader.environment and to connections. ` +
    `In place of \${env:…}, use \${var:…} with a value for each target.`,
});

export const targetsDiffer = problemType<{ tables: readonly string[]; target: string; other: string }>({
  code: 'HR-BUNDLE-009',
  severity: 'error',
  title: 'Targets with other tables',
  message: ({ tables, target, other }) =>
    `The targets "${target}" and "${other}" do not have the same tables, languages or pipelines: see ${listing(tables)}.`,
  hint: () =>
    'A bundle has the same tables in all targets; what may differ is their SQL, paths and settings.',
});

export const pipelineCycle = problemType<{ pipelines: readonly string[]; reads: readonly string[] }>({
  code: 'HR-BUNDLE-010',
  severity: 'error',
  title: 'Pipelines that read each other',
  message: ({ pipelines, reads }) =>
    `The pipelines ${listing(pipelines)} read each other, so none of them can run first: ${reads.join('; ')}.`,
  hint: () =>
    'Put the tables between them into one of these under bundle.pipelines. If it came by splitting a large ' +
    'pipeline, `headrace bundle --move-tables` splits anew.',
});

export const movedTables = problemType<{ moves: readonly string[] }>({
  code: 'HR-BUNDLE-011',
  severity: 'error',
  title: 'Tables that move to another pipeline',
  message: ({ moves }) =>
    `${moves.length === 1 ? 'A table moves' : `${moves.length} tables move`} to another pipeline: ${shown(moves)}.`,
  hint: () =>
    'Databricks builds a table anew that moves, from all raw files that still exist. If that is meant, ' +
    '`headrace bundle --move-tables` writes it.',
});

export const noDefaultTag = problemType<{ tag: string }>({
  code: 'HR-BUNDLE-012',
  severity: 'warning',
  title: 'A default tag that no table has',
  message: ({ tag }) =>
    `The job selects the tag "${tag}" unless it is started with other tags, but no table has it.`,
  hint: () =>
    'Give the tag to tables, or name another: `bundle: {parameters: {tags: hourly}}`; "" is all tables.',
});

export const unknownColumns = problemType<{ table: string }>({
  code: 'HR-BUNDLE-013',
  severity: 'warning',
  title: 'Types that Databricks will infer',
  message: ({ table }) =>
    `The columns of table "${table}" are not known, so Databricks will infer types of its own.`,
  hint: ({ table }) =>
    `Run \`headrace run ${table}\` once, which writes schemas/${table}.yml, or say the columns of its source.`,
});

export const parameterInSql = problemType<{ table: string; written: string }>({
  code: 'HR-BUNDLE-014',
  severity: 'error',
  title: 'SQL that pipelines would change',
  message: ({ table, written }) =>
    `The SQL of table "${table}" holds ${written}, in whose place pipelines put the value of a parameter.`,
  hint: () => `Write the dollar and the brace apart, e.g. concat('$', '{x}').`,
});

export const computeConflict = problemType<{ where: string; keys: readonly string[]; reason: string }>({
  code: 'HR-BUNDLE-015',
  severity: 'error',
  title: 'Compute that contradicts itself',
  message: ({ where, keys, reason }) => `${where} says ${listing(keys)}, but ${reason}.`,
  hint: () => 'Leave one of them out, or correct it.',
});

export const emptyGroup = problemType<{
  group: string;
  unknown: readonly { readonly name: string; readonly known: readonly string[] }[];
}>({
  code: 'HR-BUNDLE-016',
  severity: 'warning',
  title: 'A pipeline without tables',
  message: ({ group, unknown }) =>
    `The pipeline "${group}" of bundle.pipelines ` +
    (unknown.length === 0
      ? 'claims no tables.'
      : `names ${listing(unknown.map(({ name }) => name))}, which no table is or has.` +
        unknown.map(({ name, known }) => didYouMean(name, known)).join('')),
  hint: () =>
    'Its keys layers, tags and tables say which tables are in it; the first pipeline that claims one has it.',
});

export const unknownPrivilege = problemType<{ privilege: string; where: string; known: readonly string[] }>({
  code: 'HR-BUNDLE-017',
  severity: 'error',
  title: 'An unknown privilege',
  message: ({ privilege, where, known }) =>
    `"${privilege}" of ${where} is no privilege on tables.${didYouMean(privilege, known)}`,
  hint: ({ known }) => `Privileges on tables are ${known.join(', ')}.`,
});

export const badIdentity = problemType<{ where: string; given: number }>({
  code: 'HR-BUNDLE-018',
  severity: 'error',
  title: 'An identity that is not one',
  message: ({ where, given }) =>
    `${where} names ${given === 0 ? 'nobody' : `${given} identities where one is wanted`}.`,
  hint: () =>
    'Name a user (user_name), a service principal (service_principal_name) or, for permissions, a group.',
});

export const noPackage = problemType<{ file: string }>({
  code: 'HR-BUNDLE-019',
  severity: 'warning',
  title: 'The packed Headrace is missing',
  message: ({ file }) => `The loader's job installs Headrace from ${file}, which is not there.`,
  hint: ({ file }) =>
    `\`headrace ci github\` (or azure, gitlab) packs the version that you use into ${file}. ` +
    'Another place is named by bundle.loader.package, an image that has Headrace by bundle.loader.docker_image.',
});

export const formatNotForSpark = problemType<{ table: string; key: string; value: string }>({
  code: 'HR-BUNDLE-020',
  severity: 'error',
  title: 'A date format of DuckDB',
  message: ({ table, key, value }) =>
    `"${key}" of table "${table}" is "${value}", which only DuckDB understands.`,
  hint: () => 'Write it as in Spark, e.g. yyyy-MM-dd HH:mm:ss: every engine understands that.',
});

export const modeConflict = problemType<{ target: string; reason: string; write: string }>({
  code: 'HR-BUNDLE-021',
  severity: 'error',
  title: 'A target against its mode',
  message: ({ target, reason }) => `Target "${target}" ${reason}: the official tool refuses that.`,
  hint: ({ write }) => write,
});

export const modeDoubt = problemType<{ target: string; reason: string; write: string }>({
  code: 'HR-BUNDLE-022',
  severity: 'warning',
  title: 'A target that cannot be deployed by everybody',
  message: ({ target, reason }) =>
    `Target "${target}" ${reason}: the official tool may refuse that, depending on who deploys.`,
  hint: ({ write }) => write,
});

export const sameTables = problemType<{ target: string; other: string }>({
  code: 'HR-BUNDLE-023',
  severity: 'error',
  title: 'Two targets that build the same tables',
  message: ({ target, other }) =>
    `The targets "${other}" and "${target}" have one workspace, catalog and schema; a table belongs to one pipeline.`,
  hint: () => 'Give each target a schema or a catalog of its own.',
});

export const sameNames = problemType<{ target: string; other: string }>({
  code: 'HR-BUNDLE-024',
  severity: 'error',
  title: 'Two targets with the same names',
  message: ({ target, other }) =>
    `The targets "${other}" and "${target}" are in one workspace, where their pipelines would have the same names.`,
  hint: ({ target }) =>
    `Put something before the names of one of them: \`presets: {name_prefix: "${target}_"}\` at target "${target}".`,
});

export const unknownTimezone = problemType<{ timezone: string; meant: string | undefined }>({
  code: 'HR-BUNDLE-025',
  severity: 'error',
  title: 'An unknown time zone',
  message: ({ timezone, meant }) =>
    `"${timezone}" is no time zone.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  hint: () => 'Time zones are named as continent and city, e.g. Europe/Berlin, or UTC.',
});

export const manyWebhooks = problemType<{ given: number; most: number }>({
  code: 'HR-BUNDLE-026',
  severity: 'error',
  title: 'Too many webhooks',
  message: ({ given, most }) =>
    `bundle.notifications.webhook names ${given} destinations, but the platform calls at most ${most}.`,
  hint: () => 'Let one destination of the workspace pass the message on.',
});

export const neverLong = problemType<Record<never, never>>({
  code: 'HR-BUNDLE-027',
  severity: 'warning',
  title: 'A run that is never too long',
  message: () => 'bundle.notifications tells of runs that take too long, but nothing says how long that is.',
  hint: () => 'Say it: `health: {duration: 1h}` under `bundle`.',
});

export const noFiles = problemType<{ pattern: string }>({
  code: 'HR-BUNDLE-028',
  severity: 'warning',
  title: 'Files to upload that are not there',
  message: ({ pattern }) => `bundle.files names ${pattern}, where nothing is.`,
  hint: () => 'Correct it or leave it out: the official tool refuses it when it checks strictly.',
});

export const noLayer = problemType<{ name: string }>({
  code: 'HR-BUNDLE-029',
  severity: 'error',
  title: 'Privileges for an unknown layer',
  message: ({ name }) => `"${name}" under grants is no layer.${didYouMean(name, layers)}`,
  hint: () =>
    `Layers are ${listing([...layers])}. A principal has its privileges directly: \`analysts: SELECT\`.`,
});

export const clashingNames = problemType<{ names: readonly string[] }>({
  code: 'HR-BUNDLE-030',
  severity: 'error',
  title: 'Variables that become one',
  message: ({ names }) => `${listing(names)} would be the same parameter of the pipelines.`,
  hint: () => 'Rename one of them: a parameter has letters, digits and _.',
});

export const badParameter = problemType<{ key: string }>({
  code: 'HR-BUNDLE-031',
  severity: 'error',
  title: 'A key that pipelines cannot have',
  message: ({ key }) => `"${key}" of bundle.configuration is no key that a pipeline can have.`,
  hint: () => 'Keys have letters, digits, ".", "_" and "-".',
});

export const noNodeType = problemType({
  code: 'HR-BUNDLE-032',
  severity: 'warning',
  title: 'A loader without a type of node',
  message: () =>
    "The cluster of the loader's job has no type of node, and the platform chooses none by itself.",
  hint: () =>
    'Say one that the workspace has, such as bundle.loader.node_type_id: i3.xlarge (Standard_D4ds_v5 on Azure), ' +
    'or with bundle.loader.policy_id a compute policy that fixes it.',
});

function shown(items: readonly string[]): string {
  return items.length > 5 ? `${items.slice(0, 5).join(', ')} and ${items.length - 5} more` : items.join(', ');
}
