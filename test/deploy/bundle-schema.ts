import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../../src/kernel/index.ts';

const besides = fileURLToPath(new URL('../../../shared/data/databricks-bundle.schema.json', import.meta.url));

/** Where the JSON schema of bundles is: `databricks bundle schema` writes it. It is not ours to keep. */
const file = process.env.HEADRACE_BUNDLE_SCHEMA ?? besides;

export const hasBundleSchema = existsSync(file);

/** What is to be done where it is not. */
export const howToGetIt =
  'skipped: `databricks bundle schema > schema.json`, and HEADRACE_BUNDLE_SCHEMA names that file';

type Schema = Readonly<Record<string, unknown>>;

/** What of a bundle's file the schema does not allow, one line for each place. */
export function schemaErrors(value: unknown): string[] {
  const root: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRecord(root)) throw new Error(`${file} holds no schema`);
  return check(root, value, '', root);
}

function check(schema: unknown, value: unknown, path: string, root: Schema): string[] {
  if (!isRecord(schema)) return [];
  if (typeof schema.$ref === 'string') return check(resolve(schema.$ref, root), value, path, root);
  const options = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(options)) {
    const failures = options.map((option) => check(option, value, path, root));
    // Of several reasons, those of the alternative that comes nearest.
    return failures.some((errors) => errors.length === 0) ? [] : (nearest(failures) ?? []);
  }
  return [
    ...(hasType(schema.type, value) ? [] : [`${path}: is no ${schema.type}`]),
    ...(Array.isArray(schema.enum) && !schema.enum.includes(value)
      ? [`${path}: ${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`]
      : []),
    ...(typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(String(value))
      ? [`${path}: ${JSON.stringify(value)} is not like ${schema.pattern}`]
      : []),
    ...(isRecord(value) ? checkKeys(schema, value, path, root) : []),
    ...(Array.isArray(value)
      ? value.flatMap((item, index) => check(schema.items, item, `${path}[${index}]`, root))
      : []),
  ];
}

function checkKeys(schema: Schema, value: Schema, path: string, root: Schema): string[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return [
    ...required.filter((key) => !(key in value)).map((key) => `${path}: ${key} is missing`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      if (key in properties) return check(properties[key], inner, `${path}.${key}`, root);
      if (schema.additionalProperties === false) return [`${path}: ${key} is unknown`];
      return check(schema.additionalProperties, inner, `${path}.${key}`, root);
    }),
  ];
}

/** The errors that lie deepest: there the value was of the right kind, and something in it was wrong. */
function nearest(failures: readonly string[][]): string[] | undefined {
  const depth = (errors: readonly string[]): number =>
    Math.max(...errors.map((error) => error.split(':')[0]?.length ?? 0));
  return failures.toSorted((a, b) => depth(b) - depth(a))[0];
}

function hasType(type: unknown, value: unknown): boolean {
  if (type === 'object') return isRecord(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === undefined || typeof value === type;
}

function resolve(reference: string, root: Schema): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), root);
}
