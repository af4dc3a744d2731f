import { count, didYouMean, listing, problemType } from '../../kernel/index.ts';

/** What can be wrong with a connector in a workspace: its connection, its deployment, its runs. */
export const notCommunity = problemType<{
  type: string;
  connection: string;
  source: string;
  exists: boolean;
}>({
  code: 'HR-CONNECTOR-050',
  severity: 'error',
  title: 'Connection of the wrong type',
  message: ({ type, connection, exists }) =>
    exists
      ? `Connection "${connection}" is of type ${type}; connectors read only through COMMUNITY, which was GENERIC_LAKEFLOW_CONNECT before July 2026.`
      : `A connection of type ${type} is none that connectors read through.`,
  hint: ({ connection, source, exists }) =>
    exists
      ? `The type of a connection cannot be changed. Delete it (\`databricks connections delete ${connection}\`), or take another name, and make it with \`headrace connectors create-connection ${source} ${connection} --options …\`.`
      : 'Leave --connection-type out: COMMUNITY is meant. Workspaces that do not know it yet take GENERIC_LAKEFLOW_CONNECT.',
});

export const noSuchConnection = problemType<{
  connection: string;
  host: string;
  names: readonly string[];
  source: string;
}>({
  code: 'HR-CONNECTOR-051',
  severity: 'error',
  title: 'No such connection',
  message: ({ connection, host, names }) =>
    `The workspace ${host} has no connection "${connection}" that we may see.${didYouMean(connection, names)}`,
  hint: ({ connection, source, names }) =>
    `${names.length === 0 ? '' : `It has ${listing(names)}. `}Correct connection_name and generate again, or make it: \`headrace connectors create-connection ${source} ${connection} --options …\`.`,
});

export const otherSource = problemType<{ connection: string; found: string; source: string }>({
  code: 'HR-CONNECTOR-052',
  severity: 'error',
  title: 'Connection of another source',
  message: ({ connection, found, source }) =>
    `Connection "${connection}" is one to ${found}, not to ${source}.`,
  hint: ({ source }) =>
    `Say the connection of ${source} with connection_name, or make one under another name.`,
});

export const optionsNotAllowed = problemType<{
  connection: string;
  options: readonly string[];
  source: string;
}>({
  code: 'HR-CONNECTOR-053',
  severity: 'error',
  title: 'Table options that a connection does not let through',
  message: ({ connection, options }) =>
    `Tables are configured with ${listing(options)}, which connection "${connection}" does not let through: it is not in its externalOptionsAllowList.`,
  hint: ({ connection, source }) =>
    `\`headrace connectors create-connection ${source} ${connection} --options … --update\` allows what the tables use. Options are replaced as a whole, so give all of them.`,
});

export const connectionDiffers = problemType<{ connection: string; found: string; wanted: string }>({
  code: 'HR-CONNECTOR-054',
  severity: 'error',
  title: 'A different connection of that name',
  message: ({ connection, found, wanted }) =>
    `There is a connection "${connection}" already, but it is ${found}, not ${wanted}.`,
  hint: () => 'Take another --name. Nothing was changed.',
});

export const badConnectionOptions = problemType<{ reason: string; hint: string }>({
  code: 'HR-CONNECTOR-055',
  severity: 'error',
  title: 'Options that make no connection',
  message: ({ reason }) => `The connection cannot be made like that: ${reason}.`,
  hint: ({ hint }) => hint,
});

export const literalSecret = problemType<{ options: readonly string[] }>({
  code: 'HR-CONNECTOR-056',
  severity: 'warning',
  title: 'A secret on the command line',
  message: ({ options }) =>
    `${listing(options)} ${options.length === 1 ? 'stands' : 'stand'} on the command line, where lists of processes and the history of the shell show it.`,
  hint: () =>
    `Write \${env:NAME} or \${secret:scope/key} in its place, or give the options with @FILE or - (stdin).`,
});

export const missingOptions = problemType<{ source: string; options: readonly string[] }>({
  code: 'HR-CONNECTOR-057',
  severity: 'warning',
  title: 'Options that the connector asks for',
  message: ({ source, options }) =>
    `The connector_spec.yaml of ${source} asks for ${listing(options)}, which ${options.length === 1 ? 'is' : 'are'} not given.`,
  hint: () => 'Add it to --options, unless the platform provides it.',
});

export const unknownTarget = problemType<{ target: string; targets: readonly string[] }>({
  code: 'HR-CONNECTOR-058',
  severity: 'error',
  title: 'Unknown target of a connector',
  message: ({ target, targets }) =>
    `The connector has no target "${target}".${didYouMean(target, targets)} It has ${listing(targets)}.`,
  hint: () =>
    'Targets stand in connector.yml: `targets: {prod: {…}}`; without any there is one, called default.',
});

export const whichTarget = problemType<{ targets: readonly string[] }>({
  code: 'HR-CONNECTOR-059',
  severity: 'error',
  title: 'Which target?',
  message: ({ targets }) => `Nothing says which target is meant: ${listing(targets)}.`,
  hint: ({ targets }) =>
    `Say --target ${targets[0] ?? 'NAME'}, or write \`default: true\` at one of them. Production is never meant by itself.`,
});

export const unknownGroups = problemType<{ group: string; groups: readonly string[] }>({
  code: 'HR-CONNECTOR-060',
  severity: 'error',
  title: 'No such pipeline group',
  message: ({ group, groups }) =>
    `There is no pipeline group "${group}".${didYouMean(group, groups)} The list has ${listing(groups)}.`,
});

export const notDeployed = problemType<{
  pipelines: readonly string[];
  host: string;
  similar: readonly string[];
  target: string;
  source: string;
}>({
  code: 'HR-CONNECTOR-061',
  severity: 'error',
  title: 'Pipelines not deployed',
  message: ({ pipelines, host }) =>
    `The workspace ${host} has no ${pipelines.length === 1 ? 'pipeline' : 'pipelines'} ${listing(pipelines)}.`,
  hint: ({ target, source, similar }) =>
    `Deploy first: \`headrace connectors deploy --source-name ${source} --target ${target}\`.${similar.length === 0 ? '' : ` There are ${listing(similar)}; in development mode, everybody has pipelines of their own.`}`,
});

export const namedTwice = problemType<{ pipeline: string; host: string; ids: readonly string[] }>({
  code: 'HR-CONNECTOR-062',
  severity: 'error',
  title: 'Several pipelines with one name',
  message: ({ pipeline, host, ids }) =>
    `The workspace ${host} has ${count(ids.length, 'pipeline')} called "${pipeline}": ${listing(ids)}.`,
  hint: () => 'Delete those that are left from something else; which one is meant cannot be told.',
});

export const groupFailed = problemType<{
  group: string;
  message: string;
  url: string;
  remedy: string | undefined;
}>({
  code: 'HR-CONNECTOR-063',
  severity: 'error',
  title: 'A pipeline of a connector failed',
  message: ({ group, message }) => `The pipeline of group "${group}" failed: ${message}`,
  hint: ({ url, remedy }) =>
    remedy === undefined
      ? `\`headrace connectors doctor\` looks for the usual causes; all it said: ${url}`
      : `${remedy} All it said: ${url}`,
});

export const tableFailed = problemType<{
  table: string;
  message: string;
  url: string;
  remedy: string | undefined;
}>({
  code: 'HR-CONNECTOR-064',
  severity: 'error',
  title: 'A table of a connector failed',
  message: ({ table, message }) => `Table "${table}" failed: ${message}`,
  hint: ({ url, remedy }) =>
    remedy === undefined ? `All that the pipeline said: ${url}` : `${remedy} All it said: ${url}`,
});

export const groupStopped = problemType<{ group: string; url: string }>({
  code: 'HR-CONNECTOR-065',
  severity: 'error',
  title: 'A pipeline stopped by somebody else',
  message: ({ group }) => `The pipeline of group "${group}" was stopped in the workspace, not from here.`,
  hint: ({ url, group }) =>
    `Who did it is said there: ${url}. \`headrace connectors run --groups ${group}\` starts it again.`,
});

export const noPlace = problemType<{
  what: 'catalog' | 'schema';
  name: string;
  names: readonly string[];
}>({
  code: 'HR-CONNECTOR-066',
  severity: 'error',
  title: 'No such catalog or schema',
  message: ({ what, name, names }) =>
    `The workspace has no ${what} "${name}" that we may see.${didYouMean(name, names)}`,
  hint: ({ what, name }) =>
    what === 'catalog'
      ? `Correct it in connector.yml or in the table list; or have it made, and USE CATALOG granted on it. Pipelines make no catalogs.`
      : `\`CREATE SCHEMA ${name}\` makes it; pipelines need USE SCHEMA and CREATE TABLE on it.`,
});

export const codeMissing = problemType<{ path: string; source: string }>({
  code: 'HR-CONNECTOR-067',
  severity: 'error',
  title: "The connector's code is not in the workspace",
  message: ({ path, source }) =>
    `Pipelines look for the code of ${source} at ${path}, where there is none: they would find no LakeflowConnect class.`,
  hint: () =>
    'Put it there, or say with `code` where it is: wheels, a folder here that the bundle uploads, or one of the workspace. Then generate and deploy again.',
});

export const filesMissing = problemType<{ folder: string; files: readonly string[] }>({
  code: 'HR-CONNECTOR-068',
  severity: 'error',
  title: 'Ingest files are not in the workspace',
  message: ({ folder, files }) => `${folder} lacks ${listing(files)}.`,
  hint: ({ folder }) =>
    `\`databricks workspace import-dir FOLDER ${folder} --overwrite\` puts them there. Without ingest_files_path the bundle uploads them itself.`,
});

export const tablesMissing = problemType<{ place: string; tables: readonly string[]; connection: string }>({
  code: 'HR-CONNECTOR-069',
  severity: 'error',
  title: 'Tables that no pipeline has built',
  message: ({ place, tables }) =>
    `Their pipelines have completed, but ${place} has no ${tables.length === 1 ? 'table' : 'tables'} ${listing(tables)}.`,
  hint: ({ connection }) =>
    `Is what is deployed what is listed here (\`headrace connectors deploy\`), and is "${connection}" the connection it reads through? Tables that we may not see look the same: ask for SELECT.`,
});

export const bundleBehind = problemType<{ files: readonly string[] }>({
  code: 'HR-CONNECTOR-070',
  severity: 'warning',
  title: 'Bundle generated from something else',
  message: ({ files }) =>
    `With connector.yml and the table list as they are, ${listing(files)} would be other than what is deployed.`,
  hint: () =>
    '`headrace connectors generate` brings the bundle up to date. Where it was made with flags, write them into connector.yml.',
});

export const brokenBundle = problemType<{ folder: string; errors: number }>({
  code: 'HR-CONNECTOR-071',
  severity: 'error',
  title: 'Bundle of a connector with errors',
  message: ({ folder, errors }) => `The bundle in ${folder} has ${count(errors, 'error')}.`,
  hint: () =>
    '`headrace connectors validate` tells them; `headrace connectors generate` writes the bundle anew.',
});

export const unsaidSource = problemType<{ what: string }>({
  code: 'HR-CONNECTOR-072',
  severity: 'error',
  title: 'A connection without a name',
  message: ({ what }) => `Nothing says ${what}.`,
  hint: () =>
    '`headrace connectors create-connection osipi osipi_connection --options …`: the source and the name; or say connection_name in connector.yml.',
});
