import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parse,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** One replacement in a text: everything outside of it stays as it is, byte for byte. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes the inputs of a table into its `depends_on`. Only lines of that key change: comments,
 * blank lines, quoting and line ends of all others survive.
 */
export function withDependsOn(configText: string, table: string, inputs: readonly string[]): string {
  const document = parseDocument(configText, { stringKeys: true, merge: true, uniqueKeys: false });
  const map = findTable(document.get('tables'), table);
  if (map === undefined) throw new RangeError(`The configuration has no table "${table}" to edit.`);
  const pair = pairOf(map, 'depends_on');
  const edits = pair ? replaced(configText, pair, inputs) : [inserted(configText, map, inputs)];
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: next }) => text.slice(0, start) + next + text.slice(end), configText);
}

function findTable(tables: unknown, name: string): YAMLMap | undefined {
  if (!isSeq(tables)) return undefined;
  for (const item of tables.items) {
    if (isMap(item) && textOf(pairOf(item, 'name')?.value) === name) return item;
  }
  return undefined;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => textOf(pair.key) === key);
}

function textOf(node: unknown): unknown {
  return isScalar(node) ? node.value : undefined;
}

function replaced(text: string, pair: Pair, inputs: readonly string[]): Edit[] {
  const { value } = pair;
  if (isSeq(value) && !value.flow && value.items.every(isScalar))
    return editedLines(text, pair, value, inputs);
  const [start, end] = rangeOf(value);
  if (start === end) return [afterColon(text, pair, inputs)];
  const padded = /^\[[ \t]/.test(text.slice(start, end));
  return [{ start, end, text: flowList(inputs, padded) }];
}

/** A list with an item a line: drops lines, adds lines, and leaves those that stay untouched. */
function editedLines(text: string, pair: Pair, list: YAMLSeq, inputs: readonly string[]): Edit[] {
  const kept = new Map<unknown, number>();
  const edits: Edit[] = [];
  for (const item of list.items) {
    const [start] = rangeOf(item);
    const name = textOf(item);
    if (typeof name === 'string' && inputs.includes(name) && !kept.has(name)) kept.set(name, start);
    else edits.push({ start: lineStart(text, start), end: nextLine(text, start), text: '' });
  }
  const last = [...kept.values()].at(-1);
  if (last === undefined) return [...edits, afterColon(text, pair, inputs)];
  const [bullet = '- '] = /^\s*-\s+/.exec(text.slice(lineStart(text, last), lineEnd(text, last))) ?? [];
  const added = inputs
    .filter((name) => !kept.has(name))
    .map((name) => lineBreak(text) + bullet + plain(name));
  const end = lineEnd(text, last);
  return added.length === 0 ? edits : [...edits, { start: end, end, text: added.join('') }];
}

function afterColon(text: string, pair: Pair, inputs: readonly string[]): Edit {
  const colon = text.indexOf(':', rangeOf(pair.key)[1]) + 1;
  return { start: colon, end: colon, text: ` ${flowList(inputs)}` };
}

/** A new key, after those that say what the table is. */
function inserted(text: string, map: YAMLMap, inputs: readonly string[]): Edit {
  const before = pairOf(map, 'tags') ?? pairOf(map, 'layer') ?? pairOf(map, 'name');
  const end = endOf(before?.value);
  const entry = `depends_on: ${flowList(inputs)}`;
  if (map.flow) return { start: end, end, text: `, ${entry}` };
  const [first] = rangeOf(map.items[0]?.key);
  const indent = ' '.repeat(first - lineStart(text, first));
  const at = lineEnd(text, end);
  return { start: at, end: at, text: lineBreak(text) + indent + entry };
}

/** Where the last visible character of a value ends; a block's own range goes on to what follows it. */
function endOf(node: unknown): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    if (isMap(node)) return endOf(node.items.at(-1)?.value ?? node.items.at(-1)?.key);
    return endOf(last);
  }
  return rangeOf(node)[1];
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : [0, 0];
}

function flowList(names: readonly string[], padded = false): string {
  const items = names.map(plain).join(', ');
  return padded && items !== '' ? `[ ${items} ]` : `[${items}]`;
}

/** The name as YAML: quoted only where it would be read as something else (`null`, `true`). */
function plain(name: string): string {
  const read: unknown = parse(`- ${name}`);
  return Array.isArray(read) && read[0] === name ? name : JSON.stringify(name);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of a line's content, before its line break. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
