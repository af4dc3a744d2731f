import { connectorJsonSchema } from '../../src/connectors/index.ts';
import { isRecord } from '../../src/kernel/index.ts';
import { configJsonSchema } from '../../src/project/index.ts';
import { escaped } from './problems.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Row {
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** The reference of config.yml, as Markdown: a table of keys for each of its parts. */
export function configReference(): string {
  const schema = asSchema(configJsonSchema());
  const parts: [heading: string, rows: Row[]][] = [
    ['The whole file', rowsOf(schema)],
    ['A table: `tables[]`', rowsOf(at(schema, 'tables', 'items'))],
    ['A source: `tables[].source`', mergedRows(at(schema, 'tables', 'items', 'source'))],
    ['A target: `targets.<name>`', rowsOf(at(schema, 'targets', '*'))],
    ['Selection: `selection`', rowsOf(at(schema, 'selection'))],
    ['Storage: `storage`', rowsOf(at(schema, 'storage'))],
    ['Search: `search`', rowsOf(at(schema, 'search'))],
    ['An index: `search.indexes.<name>`', rowsOf(at(schema, 'search', 'indexes', '*'))],
    ['Vectors: `search.indexes.<name>.vector`', mergedRows(at(schema, 'search', 'indexes', '*', 'vector'))],
    ['A sync: `search.indexes.<name>.sync`', rowsOf(at(schema, 'search', 'indexes', '*', 'sync'))],
    ['A load: `loads.<name>`', rowsOf(at(schema, 'loads', '*'))],
    ['Documents of a sync or load: `map`', rowsOf(at(schema, 'loads', '*', 'map'))],
    ['A bundle: `bundle`', rowsOf(at(schema, 'bundle'))],
    ['Compute: `bundle.compute`', rowsOf(at(schema, 'bundle', 'compute'))],
    ['Notifications: `bundle.notifications`', rowsOf(at(schema, 'bundle', 'notifications'))],
    ['A pipeline: `bundle.pipelines.<name>`', rowsOf(at(schema, 'bundle', 'pipelines', '*'))],
    ['The loader: `bundle.loader`', mergedRows(at(schema, 'bundle', 'loader'))],
    ['A connection: `connections.<name>`', mergedRows(at(schema, 'connections', '*'))],
    ['Mail: `notify.email`', rowsOf(at(schema, 'notify', 'email'))],
    ['A webhook: `notify.webhook`', rowsOf(at(schema, 'notify', 'webhook'))],
    ['CI: `ci`', rowsOf(at(schema, 'ci'))],
  ];
  return sections(parts);
}

/** The reference of connector.yml, likewise. */
export function connectorReference(): string {
  const schema = asSchema(connectorJsonSchema());
  return sections([
    ['The whole file', rowsOf(schema)],
    ['A table: `tables.<source table>`', rowsOf(at(schema, 'tables', '*'))],
    ['A pipeline group: `groups.<name>`', rowsOf(at(schema, 'groups', '*'))],
    ['Schedules: `schedules`', rowsOf(at(schema, 'schedules'))],
    ['Compute: `compute`', rowsOf(at(schema, 'compute'))],
    ['A target: `targets.<name>`', rowsOf(at(schema, 'targets', '*'))],
    ['Notifications: `notifications`', rowsOf(at(schema, 'notifications'))],
  ]);
}

function sections(parts: readonly (readonly [heading: string, rows: readonly Row[]])[]): string {
  return parts.map(([heading, rows]) => `### ${heading}\n\n${table(rows)}`).join('\n\n');
}

/** Goes down by key; `items` enters a list, `*` the values of a mapping of names. */
function at(schema: Schema, ...path: readonly string[]): Schema {
  return path.reduce((found, key) => {
    if (key === 'items') return asSchema(found.items);
    if (key === '*') return asSchema(found.additionalProperties);
    return asSchema(asSchema(found.properties)[key]);
  }, schema);
}

function rowsOf(schema: Schema): Row[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asSchema(schema.properties)).map(([key, value]) => ({
    key,
    type: typeWords(asSchema(value)),
    required: required.includes(key),
    description: String(asSchema(value).description ?? ''),
  }));
}

/** The keys of all alternatives; the key that tells them apart lists what each of its values means. */
function mergedRows(schema: Schema): Row[] {
  const merged = new Map<string, Row>();
  const objects = alternatives(schema).filter((option) => isRecord(option.properties));
  for (const row of objects.flatMap(rowsOf)) {
    const known = merged.get(row.key);
    if (!known) merged.set(row.key, row);
    else if (known.type !== row.type) {
      merged.set(row.key, {
        ...known,
        type: `${known.type}, ${row.type}`,
        description: [...new Set([known, row].map(({ type, description }) => `${type}: ${description}`))]
          .join('; ')
          .replace(/^(.*?: ){2}/, '$1'),
      });
    }
  }
  const everywhere = (key: string): boolean =>
    objects.every((option) => Array.isArray(option.required) && option.required.includes(key));
  return [...merged.values()].map((row) => {
    const choices = objects.flatMap((option) => {
      const found = asSchema(asSchema(option.properties)[row.key]);
      return Object.keys(found).length > 0 ? [found] : [];
    });
    const told = new Set(choices.map(({ description }) => description));
    const description =
      told.size > 1
        ? choices.map((choice) => `${typeWords(choice)}: ${choice.description}`).join(' ')
        : row.description;
    const type = [...new Set(choices.map(typeWords))].join(', ');
    return { ...row, type, description, required: everywhere(row.key) };
  });
}

function alternatives(schema: Schema): Schema[] {
  const options = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  return options.length === 0 ? [schema] : options.map(asSchema).flatMap(alternatives);
}

/** The kind of value, in words. */
function typeWords(schema: Schema): string {
  if ('const' in schema) return `\`${String(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const options = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (options) return [...new Set(options.map((option) => typeWords(asSchema(option))))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.map(word).join(' or ');
  if (schema.type === 'array') return `list of ${typeWords(asSchema(schema.items))}`;
  return word(schema.type);
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'mapping',
};

function word(type: unknown): string {
  return words[String(type)] ?? 'anything';
}

function table(rows: readonly Row[]): string {
  const head = '| Key | Value | What it means |\n| --- | --- | --- |';
  const lines = rows.map(
    ({ key, type, required, description }) =>
      `| \`${key}\`${required ? ' (required)' : ''} | ${type} | ${escaped(description)} |`,
  );
  return [head, ...lines].join('\n');
}

function asSchema(value: unknown): Schema {
  return isRecord(value) ? value : {};
}
