import { isRecord } from '../../../kernel/index.ts';
import type { IndexSchema } from '../../types.ts';
import { Unfit } from './unfit.ts';

export interface FieldValues {
  /** Of each text field, in the schema's order; empty where there is nothing. */
  readonly text: readonly string[];
  /** Of each keyword field, in the schema's order. */
  readonly keywords: readonly (readonly string[])[];
}

/**
 * What the fields of a schema hold in a document. A dot leads into objects, and through lists of them;
 * a list has all of its values.
 *
 * @param json the document's text, from which numbers are taken as they are written there: a key of 19
 * digits would not survive being a JavaScript number, and neither would the zero of `1.10`.
 */
export function fieldValues(
  document: Readonly<Record<string, unknown>>,
  json: string,
  { text, keywords }: IndexSchema,
): FieldValues {
  const numbers = { met: false };
  const values = (root: unknown): FieldValues => ({
    text: text.map((field) => scalars(root, field, numbers).join(' ')),
    keywords: keywords.map((field) => scalars(root, field, numbers)),
  });
  const found = values(document);
  return numbers.met ? values(JSON.parse(json, asWritten)) : found;
}

/** Turns numbers into their text. A rest parameter, since the type of `JSON.parse` is older than the third one. */
function asWritten(...[, value, context]: readonly unknown[]): unknown {
  return typeof value === 'number' && isRecord(context) ? context.source : value;
}

function scalars(root: unknown, field: string, numbers: { met: boolean }): string[] {
  const found: string[] = [];
  collect(root, field, field, numbers, found);
  return found;
}

/** `path` is what is left of the field's name; nothing when the value is reached. */
function collect(
  value: unknown,
  path: string,
  field: string,
  numbers: { met: boolean },
  found: string[],
): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, field, numbers, found);
  } else if (path !== '') {
    if (isRecord(value)) collectMembers(value, path, field, numbers, found);
  } else if (typeof value === 'string') {
    found.push(value);
  } else if (typeof value === 'number') {
    numbers.met = true;
    found.push(String(value));
  } else if (typeof value === 'boolean') {
    found.push(String(value));
  } else if (isRecord(value)) {
    throw new Unfit(`field "${field}" holds an object where text, a number or true or false is expected`);
  }
}

/** A name may itself hold dots: `{"a.b": 1}` is the same to a search engine as `{"a": {"b": 1}}`. */
function collectMembers(
  object: Readonly<Record<string, unknown>>,
  path: string,
  field: string,
  numbers: { met: boolean },
  found: string[],
): void {
  if (Object.hasOwn(object, path)) collect(object[path], '', field, numbers, found);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(object, name)) collect(object[name], path.slice(dot + 1), field, numbers, found);
  }
}
