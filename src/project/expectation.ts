import * as z from 'zod';
import { isRecord } from '../kernel/index.ts';

type Schema = z.core.$ZodType;

/** What a schema wants, in words, where the kind of value alone does not say enough. */
export const expectation = z.registry<{ words: string }>();

/** What a schema wants, in words a person uses: `text`, `bronze, silver or gold`, `true or false`. */
export function expectedWords(schema: Schema | undefined): string {
  const wanted = bare(schema);
  if (wanted === undefined) return 'a value';
  const own = expectation.get(wanted)?.words;
  if (own !== undefined) return own;
  const choices = choicesOf(wanted);
  if (choices.length > 0) return either(choices);
  if (wanted instanceof z.ZodString) return 'text';
  if (wanted instanceof z.ZodNumber) return 'a number';
  if (wanted instanceof z.ZodBoolean) return 'true or false';
  if (wanted instanceof z.ZodArray)
    return wanted.element instanceof z.ZodString ? 'a list of texts' : 'a list';
  if (wanted instanceof z.ZodUnion) return either([...new Set(wanted.options.map(expectedWords))]);
  return 'a mapping (`key: value` lines)';
}

/** What stands there instead. Long texts are cut. */
export function foundWords(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return `"${value.length > 60 ? `${value.slice(0, 59)}…` : value}"`;
}

/** The texts that a schema accepts, when they can be counted. */
export function choicesOf(schema: Schema | undefined): readonly string[] {
  const wanted = bare(schema);
  if (wanted instanceof z.ZodUnion) return choicesOfAll(wanted.options);
  if (wanted instanceof z.ZodEnum) return wanted.options.map(String);
  if (wanted instanceof z.ZodLiteral) return [...wanted.values].map(String);
  return [];
}

/** The choices of all alternatives; none when one of them accepts more than can be counted. */
function choicesOfAll(options: readonly Schema[]): readonly string[] {
  const all = options.map(choicesOf);
  return all.every((choices) => choices.length > 0) ? all.flat() : [];
}

/** What the names in a mapping of names should be, in words. */
export function nameWords(schema: Schema | undefined): string {
  const wanted = bare(schema);
  return expectedWords(wanted instanceof z.ZodRecord ? wanted.keyType : undefined);
}

/** The keys that a mapping may have. */
export function keysOf(schema: Schema | undefined): readonly string[] {
  const wanted = bare(schema);
  return wanted instanceof z.ZodObject ? Object.keys(wanted.shape) : [];
}

/** The schema that applies to what stands at a path of a value. */
export function schemaAt(schema: Schema, value: unknown, path: readonly PropertyKey[]): Schema | undefined {
  let wanted = narrowed(schema, value);
  let found = value;
  for (const key of path) {
    found = isRecord(found) ? found[String(key)] : Array.isArray(found) ? found[Number(key)] : undefined;
    let next: Schema | undefined;
    if (wanted instanceof z.ZodObject) next = wanted.shape[String(key)];
    else if (wanted instanceof z.ZodArray) next = wanted.element;
    else if (wanted instanceof z.ZodRecord) next = wanted.valueType;
    else if (wanted instanceof z.ZodDiscriminatedUnion && key === wanted.def.discriminator) {
      return discriminatorOf(wanted);
    }
    wanted = narrowed(next, found);
  }
  return wanted;
}

/** The alternative that a value is evidently meant to be; the whole choice when that is not evident. */
function narrowed(schema: Schema | undefined, value: unknown): Schema | undefined {
  const wanted = bare(schema);
  if (wanted instanceof z.ZodDiscriminatedUnion) {
    const key: string = wanted.def.discriminator;
    const said = isRecord(value) ? value[key] : undefined;
    const meant = wanted.options.find(
      (option) => option instanceof z.ZodObject && z.safeParse(option.shape[key], said).success,
    );
    return meant ?? wanted;
  }
  if (wanted instanceof z.ZodUnion) {
    const meant = wanted.options.find((option) => {
      const inner = bare(option);
      if (Array.isArray(value)) return inner instanceof z.ZodArray;
      if (!isRecord(value)) return false;
      return inner instanceof z.ZodObject || inner instanceof z.ZodRecord || inner instanceof z.ZodUnion;
    });
    return meant === undefined ? wanted : narrowed(meant, value);
  }
  return wanted;
}

/** All that the key that tells alternatives apart may say. */
function discriminatorOf(union: z.ZodDiscriminatedUnion): Schema {
  const key: string = union.def.discriminator;
  return z.union(
    union.options.flatMap((option) => (option instanceof z.ZodObject ? [option.shape[key]] : [])),
  );
}

function bare(schema: Schema | undefined): Schema | undefined {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/** `a, b or c`. */
function either(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
