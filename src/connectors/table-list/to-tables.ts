import { toQuartz } from '../../deploy/cron/index.ts';
import { isRecord, nearest, type Problem } from '../../kernel/index.ts';
import { type ConnectorTable, type IngestionType, ingestionTypes } from '../types.ts';
import { isKnownColumn, type KnownColumn, knownColumns, mainColumns } from './columns.ts';
import { jsonFault } from './json-fault.ts';
import type { ListCell, ListFile, ListRow } from './list-file.ts';
import { numberOf } from './number-of.ts';
import {
  badNumber,
  badPrimaryKeys,
  badSchedule,
  badTableConfig,
  duplicateTable,
  missingColumn,
  misspeltColumn,
  noTableName,
  notAText,
  similarColumn,
  unknownIngestionType,
} from './problems.ts';

/**
 * The tables that a list says.
 *
 * @param problems takes everything that is wrong; tables with errors are left out.
 * @returns for each table the position of its row in the file.
 */
export function toTables(file: ListFile, problems: Problem[]): ReadonlyMap<number, ConnectorTable> {
  const tables = new Map<number, ConnectorTable>();
  const lines = new Map<string, number>();
  if (!checkColumns(file, problems)) return tables;
  file.rows.forEach((row, position) => {
    const before = problems.length;
    const table = toTable(row, problems);
    if (table === undefined) return;
    const first = lines.get(table.sourceTable);
    if (first !== undefined) {
      const at = row.cells.get('source_table')?.at() ?? row.at();
      problems.push(duplicateTable({ table: table.sourceTable, firstLine: first }, at));
    } else {
      lines.set(table.sourceTable, table.place?.line ?? 0);
    }
    if (problems.length === before) tables.set(position, table);
  });
  return tables;
}

function checkColumns({ columns, rows }: ListFile, problems: Problem[]): boolean {
  const names = columns.map(({ name }) => name);
  const missing = knownColumns.filter((name) => !names.includes(name));
  for (const { name, at } of columns) {
    const known = isKnownColumn(name) ? undefined : nearest(name, missing);
    if (known === undefined || known === 'source_table' || !isMisspelt(name, known)) continue;
    // A plan without types or groups is another plan, and tables do not leave it again for nothing.
    const type = mainColumns.some((first) => first === known) ? misspeltColumn : similarColumn;
    problems.push(type({ name, known }, at()));
  }
  if (names.includes('source_table') || rows.length === 0) return true;
  const similar = nearest('source_table', names) ?? names.find((name) => /table|name/i.test(name));
  problems.push(missingColumn({ columns: names, similar }, columns[0]?.at()));
  return false;
}

/** Short words are all alike: "notes" is no misspelt "bytes". */
function isMisspelt(name: string, known: string): boolean {
  return known.length > 5 || name.slice(0, 1).toLowerCase() === known.slice(0, 1);
}

function toTable({ cells, at }: ListRow, problems: Problem[]): ConnectorTable | undefined {
  const named = cells.get('source_table');
  const sourceTable = named === undefined ? '' : textOf(named.value);
  if (named === undefined || !sourceTable) {
    problems.push(noTableName({}, at()));
    return undefined;
  }
  const read = cellReader(sourceTable, cells, problems);
  const category = read.text('category') ?? '';
  const others = [...cells].filter(([name]) => !isKnownColumn(name));
  return {
    sourceTable,
    ingestionType: read.ingestionType(),
    category,
    categorySource: category === '' ? 'none' : 'list',
    primaryKeys: read.primaryKeys(),
    ...optional('cursorField', read.text('cursor_field')),
    ...optional('pipelineGroup', read.text('pipeline_group')),
    ...optional('schedule', read.schedule()),
    ...optional('weight', read.number('weight')),
    ...optional('rows', read.number('rows')),
    ...optional('bytes', read.number('bytes')),
    ...optional('calls', read.number('calls')),
    ...optional('connectionName', read.text('connection_name')),
    ...optional('destinationCatalog', read.text('destination_catalog')),
    ...optional('destinationSchema', read.text('destination_schema')),
    ...optional('destinationTable', read.text('destination_table')),
    tableConfiguration: read.tableConfig(),
    otherColumns: Object.fromEntries(others.map(([name, { value }]) => [name, asText(value)])),
    place: named.at().place,
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  // A computed key makes TypeScript forget which it is.
  const made: Partial<Record<K, V>> = {};
  if (value !== undefined) made[key] = value;
  return made;
}

interface CellReader {
  text(column: KnownColumn): string | undefined;
  number(column: 'weight' | 'rows' | 'bytes' | 'calls'): number | undefined;
  schedule(): string | undefined;
  ingestionType(): IngestionType;
  primaryKeys(): readonly string[];
  tableConfig(): Readonly<Record<string, string>>;
}

function cellReader(table: string, cells: ReadonlyMap<string, ListCell>, problems: Problem[]): CellReader {
  const text = (column: KnownColumn): string | undefined => {
    const cell = cells.get(column);
    if (cell === undefined) return undefined;
    const found = textOf(cell.value);
    if (found === undefined) {
      problems.push(notAText({ table, column, found: JSON.stringify(cell.value) }, cell.at()));
    }
    return found === '' ? undefined : found;
  };
  return {
    text,

    number(column) {
      const cell = cells.get(column);
      if (cell === undefined) return undefined;
      const whole = column !== 'weight';
      const value = numberOf(cell.value);
      if (value !== undefined && value >= 0 && (!whole || Number.isSafeInteger(value))) return value;
      problems.push(badNumber({ table, column, found: asText(cell.value), whole }, cell.at()));
      return undefined;
    },

    schedule() {
      const schedule = text('schedule');
      if (schedule === undefined) return undefined;
      const quartz = toQuartz(schedule);
      if ('problem' in quartz) {
        const { problem, hint: advice } = quartz;
        problems.push(badSchedule({ table, problem, advice }, cells.get('schedule')?.at()));
      }
      return schedule;
    },

    ingestionType() {
      const found = text('ingestion_type');
      if (found === undefined) return 'unknown';
      const type = ingestionTypes.find((known) => known === found.toLowerCase());
      if (type !== undefined) return type;
      problems.push(unknownIngestionType({ found, table }, cells.get('ingestion_type')?.at()));
      return 'unknown';
    },

    primaryKeys() {
      const cell = cells.get('primary_keys');
      if (cell === undefined) return [];
      const names = namesOf(cell.value);
      if (names === undefined) problems.push(badPrimaryKeys({ table }, cell.at()));
      return names ?? [];
    },

    tableConfig() {
      const cell = cells.get('table_config');
      if (cell === undefined) return {};
      const value = typeof cell.value === 'string' ? parseJson(cell.value) : { value: cell.value };
      if ('reason' in value || !isRecord(value.value)) {
        const reason = 'reason' in value ? value.reason : `it is ${JSON.stringify(value.value)}`;
        problems.push(badTableConfig({ table, reason }, cell.at()));
        return {};
      }
      return Object.fromEntries(Object.entries(value.value).map(([key, value]) => [key, asText(value)]));
    },
  };
}

/** Names and numbers as text, without space around; undefined for lists and objects. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Any value as text: what is not text already is JSON. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function namesOf(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' && value.trim().startsWith('[') ? parseJson(value) : { value };
  if ('reason' in list) return undefined;
  const names = typeof list.value === 'string' ? list.value.split(/[,;]/) : list.value;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return names.map((name) => name.trim()).filter(Boolean);
}

function parseJson(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (/[\u201C\u201D]/.test(text)) return { reason: 'it has typographic quotes, “ and ”, in place of "' };
    return { reason: jsonFault(error) };
  }
}
