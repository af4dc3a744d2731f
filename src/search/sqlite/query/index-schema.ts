import { exitCode, HeadraceError } from '../../../kernel/index.ts';
import { schemaDoesNotFit } from '../../client/problems.ts';
import type { Fields, FieldType, QuerySchema } from '../../client/types.ts';
import type { Manifest } from '../manifest.ts';

/** What can be asked of an index, as far as the index itself knows. */
export function querySchemaOf({ text, keywords, fields, dimensions, analyzer, load }: Manifest): QuerySchema {
  const vector: [string, FieldType][] =
    dimensions === null ? [] : [[load?.vector ?? 'vector', { type: 'vector', dimensions }]];
  const known: [string, FieldType][] = Object.entries(fields ?? {}).map(([name, type]) => [name, { type }]);
  const entries: [string, FieldType][] = [
    ...vector,
    ...text.map((name): [string, FieldType] => [name, { type: 'text', keyword: true }]),
    ...keywords.map((name): [string, FieldType] => [name, { type: 'keyword' }]),
  ];
  const order = [...text, ...keywords];
  const all: Fields = Object.fromEntries([...known, ...entries]);
  const first = order.flatMap((name) => (all[name] ? [[name, all[name]] as const] : []));
  return { analyzer, fields: { ...Object.fromEntries(first), ...all } };
}

/** @throws HeadraceError (exit code 2) when a schema names words or vectors that the index does not have. */
export function checkSchema({ fields }: QuerySchema, { text, dimensions }: Manifest, path: string): void {
  const missing = Object.entries(fields)
    .filter(
      ([name, type]) =>
        (type.type === 'text' && !text.includes(name)) ||
        (type.type === 'vector' && type.dimensions !== dimensions),
    )
    .map(([name]) => name);
  if (missing.length === 0) return;
  throw new HeadraceError(schemaDoesNotFit({ path, fields: missing, known: text }), {
    exitCode: exitCode.usage,
  });
}
