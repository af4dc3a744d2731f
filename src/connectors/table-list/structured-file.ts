import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import { isRecord, type Location, type Problem, usageError } from '../../kernel/index.ts';
import { columnName } from './columns.ts';
import { jsonFault } from './json-fault.ts';
import type { ListCell, ListChanges, ListFile, ListRow, RowValues } from './list-file.ts';
import { locator } from './list-file.ts';
import { notAList, notAnObject, notParsed, whichConnector } from './problems.ts';
import { decodeText, encodeText } from './text-bytes.ts';

type Path = readonly (string | number)[];

export interface StructuredOptions {
  readonly format: 'json' | 'yaml';
  /** Which list, where the file holds those of several connectors by name. */
  readonly source?: string | undefined;
}

/**
 * Reads a list of objects from JSON or YAML: the whole file, what stands under `tables`, or under the name of a
 * connector.
 *
 * @param problems takes what is wrong with single entries.
 * @throws HeadraceError (exit code 2) when the file holds no list.
 */
export function readStructuredFile(
  file: string,
  bytes: Uint8Array,
  { format, source }: StructuredOptions,
  problems: Problem[],
): ListFile {
  const { text, encoding } = decodeText(file, bytes);
  const parsed = format === 'json' ? parseJson(file, text) : parseYaml(file, text);
  const { path, list } = findList(parsed, file, source);
  const rows = list.flatMap((entry, index): ListRow[] => {
    const at = (): Location => parsed.at([...path, index]);
    if (isRecord(entry)) return [rowOf(entry, (key) => parsed.at([...path, index, key], true), at)];
    problems.push(notAnObject({ found: kindOf(entry) }, at()));
    return [];
  });
  const names = new Map(
    list.flatMap((entry, index) =>
      isRecord(entry)
        ? Object.keys(entry).map((key) => [columnName(key), [...path, index, key]] as const)
        : [],
    ),
  );
  return {
    columns: [...names].map(([name, where]) => ({ name, at: () => parsed.at(where, true) })),
    rows,
    change: (changes) => encodeText(parsed.change(path, list, changes), encoding),
  };
}

/** A new file with these objects. */
export function newStructuredFile(format: 'json' | 'yaml', rows: readonly RowValues[]): Uint8Array {
  const values = rows.map(withoutEmpty);
  return Buffer.from(format === 'json' ? `${JSON.stringify(values, null, 2)}\n` : stringify(values));
}

/** A parsed text that knows where its values stand, and how to write itself again. */
interface Parsed {
  readonly value: unknown;
  /** The place of a value, or of the key that leads to it. */
  at(path: Path, key?: boolean): Location;
  change(path: Path, list: readonly unknown[], changes: ListChanges): string;
}

function parseYaml(file: string, text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter: lines });
  const at = placesIn(file, text, document, lines);
  const [error] = document.errors;
  if (error) throw usageError(notParsed({ format: 'YAML', reason: error.message }, at.offset(error.pos[0])));
  return {
    value: document.toJS(),
    at: at.path,
    change(path, _list, { changed, removed, added }) {
      for (const [index, values] of changed) {
        for (const [name, value] of Object.entries(values)) {
          if (value === undefined) document.deleteIn([...path, index, name]);
          else document.setIn([...path, index, name], document.createNode(value));
        }
      }
      for (const index of [...removed].sort((a, b) => b - a)) document.deleteIn([...path, index]);
      for (const values of added) document.addIn([...path], document.createNode(withoutEmpty(values)));
      return document.toString({ lineWidth: 0 });
    },
  };
}

function parseJson(file: string, text: string): Parsed {
  // Positions take many times longer than the values, and are needed for problems only.
  let places: ReturnType<typeof placesIn> | undefined;
  const at = (): ReturnType<typeof placesIn> => {
    const lines = new LineCounter();
    places ??= placesIn(
      ...([file, text, parseDocument(text, { prettyErrors: false, lineCounter: lines }), lines] as const),
    );
    return places;
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(
      notParsed({ format: 'JSON', reason: jsonFault(error) }, at().offset(faultOffset(error, text))),
    );
  }
  return {
    value,
    at: (path, key) => at().path(path, key),
    change(path, list, { changed, removed, added }) {
      const next = [
        ...list.map((entry, index) => {
          const values = changed.get(index);
          return values && isRecord(entry) ? withoutEmpty({ ...entry, ...values }) : entry;
        }),
        ...added.map(withoutEmpty),
      ].filter((_, index) => !removed.has(index));
      const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? 2;
      return `${JSON.stringify(replaced(value, path, next), null, indent)}\n`;
    },
  };
}

/** Where V8 says that JSON ends to make sense: as a position, or ten characters into an excerpt. */
function faultOffset(error: unknown, text: string): number {
  const said = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(said)?.[1];
  if (position !== undefined) return Number(position);
  const excerpt = /, \.\.\."([\s\S]*)"(?:\.\.\.)? is not valid JSON$/.exec(said)?.[1];
  if (excerpt !== undefined) return text.indexOf(excerpt) + 10;
  return said.includes('end of JSON') ? text.length : 0;
}

function placesIn(
  file: string,
  text: string,
  document: Document.Parsed,
  lines: LineCounter,
): { path: Parsed['at']; offset: (offset: number, length?: number) => Location } {
  const locate = locator(file, text);
  const offset = (at: number, length?: number): Location => {
    const { line, col } = lines.linePos(Math.min(at, text.length));
    return locate(Math.max(1, line), Math.max(1, col), length);
  };
  const nodeAt = (path: Path): unknown => document.getIn([...path], true);
  return {
    offset,
    path(path, key) {
      const parent = key ? nodeAt(path.slice(0, -1)) : undefined;
      const pair = isMap(parent)
        ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))
        : undefined;
      const node = isScalar(pair?.value) ? pair.value : (pair?.key ?? nodeAt(path));
      const [start, end] = (isNode(node) && node.range) || [0, 1];
      return offset(start, isScalar(node) ? end - start : 1);
    },
  };
}

/** Where in the file the list is. */
function findList(
  { value, at }: Parsed,
  file: string,
  source: string | undefined,
): { path: Path; list: readonly unknown[] } {
  if (Array.isArray(value)) return { path: [], list: value };
  if (!isRecord(value)) throw usageError(notAList({ file }, at([])));
  if (Array.isArray(value.tables)) return { path: ['tables'], list: value.tables };
  const lists = Object.entries(value).flatMap(([name, list]) =>
    Array.isArray(list) ? [{ name, list }] : [],
  );
  const found =
    source === undefined && lists.length === 1 ? lists[0] : lists.find(({ name }) => name === source);
  if (found) return { path: [found.name], list: found.list };
  if (lists.length === 0) throw usageError(notAList({ file }, at([])));
  throw usageError(whichConnector({ file, source, names: lists.map(({ name }) => name) }));
}

function rowOf(
  entry: Readonly<Record<string, unknown>>,
  at: (key: string) => Location,
  row: () => Location,
): ListRow {
  const cells = Object.entries(entry).flatMap(([key, value]): [string, ListCell][] =>
    value === null || value === undefined || value === ''
      ? []
      : [[columnName(key), { value, at: () => at(key) }]],
  );
  return { cells: new Map(cells), at: row };
}

function withoutEmpty(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The value with the list at a path replaced by another. */
function replaced(value: unknown, path: Path, list: readonly unknown[]): unknown {
  const [key] = path;
  return key === undefined || !isRecord(value) ? list : { ...value, [key]: list };
}

function kindOf(value: unknown): string {
  return value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
