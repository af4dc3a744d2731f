import {
  type Alias,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parse,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { keyText } from './survey-yaml.ts';
import { lineBreakAt, lineEnd, lineStart, nextLine } from './text-lines.ts';

/** One replacement in a text: everything outside of it stays as it is, byte for byte. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Edits = readonly Edit[] | undefined;

/**
 * What to change in a text so that a table has these inputs. It is right for what people write; whoever
 * applies it checks the outcome.
 * @returns undefined where a change would take more away than the old list.
 */
export function dependsOnEdits(text: string, table: YAMLMap | Alias, inputs: readonly string[]): Edits {
  if (isAlias(table)) return aliasOverridden(text, table, inputs);
  const pair = pairOf(table, 'depends_on');
  return pair ? replaced(text, pair, inputs) : inserted(text, table, inputs);
}

/** `- *base` becomes `- {<<: *base, depends_on: […]}`: other uses of the anchor keep what they have. */
function aliasOverridden(text: string, alias: Alias, inputs: readonly string[]): Edits {
  const range = rangeOf(alias);
  if (!range) return undefined;
  const [start, end] = range;
  const merged = `{<<: ${text.slice(start, end)}, depends_on: ${flowList(inputs)}}`;
  return [{ start, end, text: merged }];
}

function replaced(text: string, pair: Pair, inputs: readonly string[]): Edits {
  const { value } = pair;
  const range = rangeOf(value);
  if (!range) return undefined;
  const [start, end] = range;
  if (start === end) return afterColon(text, pair, inputs);
  if (isBlockScalar(value)) return blockScalarReplaced(text, start, endOf(text, value) ?? end, inputs);
  if (isCollection(value) && !value.flow) {
    return isSeq(value) ? linesEdited(text, pair, value, inputs) : undefined;
  }
  const old = text.slice(start, end);
  // Comments between its items would go with it.
  if (/\s#/.test(old)) return undefined;
  return [{ start, end, text: flowList(inputs, /^\[[ \t]/.test(old)) }];
}

/** `depends_on: >- # why` and lines of text: the comment stays where it is. */
function blockScalarReplaced(text: string, start: number, end: number, inputs: readonly string[]): Edits {
  const [header = ''] = /^[|>][-+0-9]*/.exec(text.slice(start, end)) ?? [];
  const content = lineEnd(text, start);
  return [
    { start, end: start + header.length, text: flowList(inputs) },
    { start: content, end: Math.max(content, end), text: '' },
  ];
}

/** A list with an item a line: drops lines, adds lines, and leaves those that stay untouched. */
function linesEdited(text: string, pair: Pair, list: YAMLSeq, inputs: readonly string[]): Edits {
  const kept = new Set<string>();
  const edits: Edit[] = [];
  let lastKept: readonly [start: number, end: number] | undefined;
  for (const item of list.items) {
    const [start] = rangeOf(item) ?? [];
    const end = endOf(text, item);
    if (start === undefined || end === undefined || isCollection(item)) return undefined;
    const name = isScalar(item) ? item.value : undefined;
    if (typeof name === 'string' && inputs.includes(name) && !kept.has(name)) {
      kept.add(name);
      lastKept = [start, end];
    } else {
      edits.push({ start: lineStart(text, start), end: nextLine(text, end), text: '' });
    }
  }
  if (lastKept === undefined) return [...edits, ...(afterColon(text, pair, inputs) ?? [])];
  const [start, end] = lastKept;
  const [bullet = '- '] = /^\s*-\s+/.exec(text.slice(lineStart(text, start), lineEnd(text, start))) ?? [];
  const added = inputs
    .filter((name) => !kept.has(name))
    .map((name) => lineBreakAt(text, start) + bullet + plain(name));
  if (added.length === 0) return edits;
  const at = lineEnd(text, end);
  return [...edits, { start: at, end: at, text: added.join('') }];
}

function afterColon(text: string, pair: Pair, inputs: readonly string[]): Edits {
  const colon = text.indexOf(':', rangeOf(pair.key)?.[1]) + 1;
  return colon === 0 ? undefined : [{ start: colon, end: colon, text: ` ${flowList(inputs)}` }];
}

/** A new key, after those that say what the table is. */
function inserted(text: string, map: YAMLMap, inputs: readonly string[]): Edits {
  const before = pairOf(map, 'tags') ?? pairOf(map, 'layer') ?? pairOf(map, 'name') ?? map.items.at(-1);
  const end = endOf(text, before);
  const [first] = rangeOf(map.items[0]?.key) ?? [];
  if (end === undefined || first === undefined) return undefined;
  const entry = `depends_on: ${flowList(inputs)}`;
  if (map.flow) return [{ start: end, end, text: `, ${entry}` }];
  const indent = ' '.repeat(first - lineStart(text, first));
  const at = lineEnd(text, end);
  return [{ start: at, end: at, text: lineBreakAt(text, first) + indent + entry }];
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyText(pair) === key);
}

/** Where the last visible character of something ends; a block's own range goes on to what follows it. */
function endOf(text: string, node: unknown): number | undefined {
  if (isCollection(node) && !node.flow) return endOf(text, node.items.at(-1));
  const range = rangeOf(node);
  if (range) return isBlockScalar(node) ? range[0] + text.slice(...range).trimEnd().length : range[1];
  return isPair(node) ? (endOf(text, node.value) ?? endOf(text, node.key)) : undefined;
}

function rangeOf(node: unknown): [start: number, end: number] | undefined {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : undefined;
}

function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

function flowList(names: readonly string[], padded = false): string {
  const items = names.map(plain).join(', ');
  return padded && items !== '' ? `[ ${items} ]` : `[${items}]`;
}

/** The name as YAML: quoted only where it would be read as something else (`null`, `true`). */
function plain(name: string): string {
  const isWord = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  return isWord && parse(name) === name ? name : JSON.stringify(name);
}
