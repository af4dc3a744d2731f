import type { ConnectorTable, Discovered, Merged } from '../../../connectors/index.ts';
import { count, listing, type Problem } from '../../../kernel/index.ts';
import { renderProblems } from '../../report/report-problem.ts';
import { type Style, styleFor } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';
import type { ConnectorsDiscoverOptions } from './discover.ts';
import { whichList } from './which-list.ts';

export interface Discovery extends Merged {
  readonly name: string;
  /** The path of the table list. */
  readonly list: string;
  /** Whether there was one before. */
  readonly existed: boolean;
  readonly found: Discovered;
  readonly problems: readonly Problem[];
}

export function reportDiscovery(discovery: Discovery, options: ConnectorsDiscoverOptions): void {
  if (options.json) printJson(discovery, options);
  else {
    const { problems } = discovery;
    if (!options.quiet && problems.length > 0) {
      process.stderr.write(`${renderProblems(problems, styleFor(process.stderr), 5)}\n\n`);
    }
    if (!options.quiet) process.stdout.write(`${text(discovery, options, styleFor(process.stdout))}\n`);
  }
}

function printJson(discovery: Discovery, { dryRun = false }: ConnectorsDiscoverOptions): void {
  const { name, list, found, tables, added, removed, problems } = discovery;
  const answer = {
    name,
    connector: found.connector && { class: found.connector.className, options: found.connector.options },
    list,
    written: !dryRun,
    tables: tables.map(tableJson),
    classes: classesOf(tables).map(({ table, size }) => ({ ...classJson(table), tables: size })),
    ...{ added, removed, problems },
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function tableJson(table: ConnectorTable) {
  return {
    source_table: table.sourceTable,
    ...classJson(table),
    category_source: table.categorySource,
    primary_keys: table.primaryKeys,
    cursor_field: table.cursorField ?? null,
    weight: table.weight ?? null,
    rows: table.rows ?? null,
    bytes: table.bytes ?? null,
    calls: table.calls ?? null,
  };
}

function classJson({ pipelineGroup, schedule, category, ingestionType }: ConnectorTable) {
  return {
    pipeline_group: pipelineGroup ?? null,
    schedule: schedule ?? null,
    category,
    ingestion_type: ingestionType,
  };
}

/** Tables that are alike in all that decides how they are ingested; the largest class first. */
function classesOf(tables: readonly ConnectorTable[]): { table: ConnectorTable; size: number }[] {
  const classes = Map.groupBy(tables, (table) => JSON.stringify(classJson(table)));
  return [...classes.values()]
    .flatMap((members) => (members[0] ? [{ table: members[0], size: members.length }] : []))
    .sort((a, b) => b.size - a.size);
}

const mostClasses = 40;

const how = {
  given: 'asked with your options',
  none: 'asked without options',
  dummy: 'asked with made-up options',
  unmade: 'asked without signing in',
};

function text(discovery: Discovery, { dryRun }: ConnectorsDiscoverOptions, style: Style): string {
  const { name, list, found, tables } = discovery;
  const asked = found.connector && ` (${found.connector.className}, ${how[found.connector.options]})`;
  const classes = classesOf(tables);
  const rows = classes.slice(0, mostClasses).map(({ table, size }) => {
    const { pipelineGroup = 'left to the plan', schedule = '', category, ingestionType } = table;
    return [pipelineGroup, `${size}`, category || style.dim('none'), ingestionType, schedule];
  });
  const hidden = classes.length - rows.length;
  const groups = new Set(tables.flatMap(({ pipelineGroup = [] }) => pipelineGroup)).size;
  const command = `headrace connectors plan ${whichList(list, name)}`;
  return [
    `${style.bold(name)}: ${count(tables.length, 'table')}${asked ?? ''}`,
    '',
    textTable(
      ['pipeline group', 'tables', 'category', 'ingestion type', 'schedule'].map(style.dim),
      rows,
      [1],
    ),
    ...(hidden > 0 ? [`… and ${count(hidden, 'more class', 'more classes')}`] : []),
    '',
    ...categoryNotes(tables),
    ...changes(discovery),
    `${dryRun ? 'would write' : 'wrote'} ${list}: ${count(tables.length, 'table')} in ${count(groups, 'pipeline group')}`,
    ...(dryRun ? [] : [`${style.dim('next:')} ${command}`]),
  ].join('\n');
}

function categoryNotes(tables: readonly ConnectorTable[]): string[] {
  const of = (source: ConnectorTable['categorySource']): number =>
    tables.filter(({ categorySource }) => categorySource === source).length;
  const [guessed, none] = [of('name'), of('none')];
  return [
    ...(guessed > 0
      ? [
          `categories of ${count(guessed, 'table')} are guessed from names; --category-prefix-map-json says them`,
        ]
      : []),
    ...(none > 0 && none < tables.length ? [`${count(none, 'table is', 'tables are')} of no category`] : []),
  ];
}

function changes({ existed, added, removed }: Discovery): string[] {
  if (!existed) return [];
  return [
    ...(added.length > 0 ? [`new: ${listing(added)}`] : []),
    ...(removed.length > 0 ? [`gone: ${listing(removed)}`] : []),
    ...(added.length + removed.length === 0 ? ['the same tables as before; what the list says is kept'] : []),
  ];
}
