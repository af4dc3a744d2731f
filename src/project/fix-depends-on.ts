import { isDeepStrictEqual } from 'node:util';
import { type Document, parseDocument } from 'yaml';
import { isRecord } from '../kernel/index.ts';
import { dependsOnEdits, type Edit } from './edit-depends-on.ts';
import { findTable } from './find-table.ts';
import { maxAliasCount, yamlOptions } from './read-yaml.ts';

type Values = Readonly<Record<string, unknown>>;

interface Read {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly value: Values;
}

// One fix after the other goes on from the text the last one led to, which was read to check it.
let last: Read | undefined;

/**
 * Writes the inputs of a table into its `depends_on`. Only lines of that key change: comments,
 * blank lines, quoting and line ends of all others survive.
 *
 * @returns undefined when it has to be done by hand: the table cannot be told for sure, or no edit
 *   of this kind gives a text that says the same but for that list.
 */
export function withDependsOn(
  configText: string,
  table: string,
  inputs: readonly string[],
): string | undefined {
  const before = read(configText);
  const found = before && findTable(before.document, before.value, table);
  // A reference written out would be right for the target in use only.
  if (!found || JSON.stringify(found.value.depends_on ?? '').includes('${')) return undefined;
  const names = [...new Set(inputs)];
  const edits = dependsOnEdits(configText, found.node, names);
  const after = edits && read(applied(configText, edits));
  if (!after || !differsOnlyBy(names, found.index, before.value, after.value)) return undefined;
  last = after;
  return after.text;
}

/** @returns undefined for what the project could not be loaded from either. */
function read(text: string): Read | undefined {
  if (last?.text === text) return last;
  const document = parseDocument(text, yamlOptions);
  if (document.errors.length > 0) return undefined;
  try {
    const value: unknown = document.toJS({ maxAliasCount });
    return isRecord(value) ? { text, document, value } : undefined;
  } catch {
    // An alias of nothing; an edit may have taken its anchor away.
    return undefined;
  }
}

function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((done, { start, end, text: next }) => done.slice(0, start) + next + done.slice(end), text);
}

/** Whether one list holds these names, in any order, and all the rest is as it was. */
function differsOnlyBy(names: readonly string[], index: number, before: Values, after: Values): boolean {
  if (!Array.isArray(before.tables) || !Array.isArray(after.tables)) return false;
  const table: unknown = before.tables[index];
  const fixed: unknown = after.tables[index];
  if (!isRecord(table) || !isRecord(fixed)) return false;
  const list: unknown = fixed.depends_on;
  if (!Array.isArray(list) || list.length !== names.length) return false;
  if (!names.every((name) => list.includes(name))) return false;
  const tables = before.tables.with(index, { ...table, depends_on: list });
  return isDeepStrictEqual(after, { ...before, tables });
}
