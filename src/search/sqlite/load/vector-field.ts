import { isRecord } from '../../../kernel/index.ts';
import { vectorFault } from '../unit-vector.ts';
import { Unfit } from './unfit.ts';

type Document = Readonly<Record<string, unknown>>;

/** Where a document's vector is: the field may be a member whose name holds dots, or lie in objects. */
export function vectorPath(document: Document, field: string): readonly string[] {
  return Object.hasOwn(document, field) ? [field] : field.split('.');
}

/**
 * The vector of a document; undefined where it has none.
 *
 * @throws Unfit when what is there is no vector of these dimensions.
 */
export function vectorOf(
  document: Document,
  path: readonly string[],
  dimensions: number,
): Float32Array | undefined {
  let value: unknown = document;
  for (const name of path) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  if (value === undefined || value === null) return undefined;
  const field = `vector "${path.join('.')}"`;
  if (!Array.isArray(value)) throw new Unfit(`${field} is ${kindOf(value)} instead of a list of numbers`);
  const vector = new Float32Array(value.length);
  for (let position = 0; position < vector.length; position += 1) {
    const item: unknown = value[position];
    if (typeof item !== 'number') {
      throw new Unfit(`${field} holds ${kindOf(item)} at position ${position + 1} instead of a number`);
    }
    vector[position] = item;
  }
  const fault = vectorFault(vector, dimensions);
  if (fault !== undefined) throw new Unfit(`${field} ${fault}`);
  return vector;
}

/** What a JSON value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
