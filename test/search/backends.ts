import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { type IndexBody, indexBody } from '../../src/search/elasticsearch/index.ts';
import {
  type Fields,
  type IndexRecord,
  openEmbeddedIndex,
  openQueryClient,
  type QueryClient,
  type QuerySchema,
} from '../../src/search/index.ts';

export interface TestDocument {
  readonly [field: string]: unknown;
  readonly id: string;
}

/** One backend with an index of its own. */
export interface Backend {
  readonly name: string;
  readonly client: QueryClient;
  /** Makes these the documents of the index; they can be found when it is done. */
  replace(documents: readonly TestDocument[]): Promise<void>;
  close(): Promise<void>;
}

export async function sqliteBackend(
  schema: QuerySchema,
  documents: readonly TestDocument[],
): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'headrace conformance '));
  const path = join(folder, 'index.db');
  const index = await openEmbeddedIndex(path);
  const names = (type: string): string[] =>
    Object.keys(schema.fields).filter((name) => schema.fields[name]?.type === type);
  const [text, keywords, [vector]] = [
    names('text'),
    names('keyword').filter((name) => name !== 'id'),
    names('vector'),
  ];
  const type = vector === undefined ? undefined : schema.fields[vector];
  const record = (document: TestDocument): IndexRecord => {
    const { [vector ?? '']: numbers, ...rest } = document;
    return {
      id: document.id,
      document: JSON.stringify(rest),
      text: text.map((name) => valuesOf(document, name).join(' ')),
      keywords: keywords.map((name) => valuesOf(document, name)),
      ...(Array.isArray(numbers) && { vector: Float32Array.from(numbers) }),
    };
  };
  const replace = async (all: readonly TestDocument[]): Promise<void> => {
    await index.mirror({
      schema: {
        text,
        keywords,
        analyzer: schema.analyzer,
        dimensions: type?.type === 'vector' ? type.dimensions : undefined,
      },
      source: { table: 'documents', version: '1' },
      embedFields: [],
      schemaHash: '',
      records: async function* () {
        yield all.map(record);
      },
    });
  };
  await replace(documents);
  const client = await openQueryClient({ backend: 'sqlite', path, schema });
  return {
    name: 'sqlite',
    client,
    replace,
    close: async () => {
      await client.close();
      index.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function valuesOf(document: TestDocument, name: string): string[] {
  const value = name.split('.').reduce<unknown>((inner, part) => Object(inner)[part], document);
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => item !== null && item !== undefined).map(String);
}

export async function elasticsearchBackend(
  url: string,
  index: string,
  schema: QuerySchema,
  documents: readonly TestDocument[],
): Promise<Backend> {
  const raw = new Client({ node: url });
  await raw.indices.create({
    index,
    ...exactly(indexBody({ fields: schema.fields, analyzer: schema.analyzer })),
  });
  let present = new Set<string>();
  const replace = async (all: readonly TestDocument[]): Promise<void> => {
    const wanted = new Set(all.map(({ id }) => id));
    const operations = [
      ...[...present].filter((id) => !wanted.has(id)).map((id) => ({ delete: { _id: id } })),
      ...all.flatMap((document) => [
        { index: { _id: document.id } },
        { ...document, _headrace: { b: 1, h: 2, l: 3 } },
      ]),
    ];
    const { errors, items } = await raw.bulk({ index, operations, refresh: true });
    if (errors) throw new Error(JSON.stringify(items.find(({ index: item }) => item?.error)));
    present = wanted;
  };
  await replace(documents);
  const client = await openQueryClient({ backend: 'elasticsearch', nodes: [url], index, schema });
  return {
    name: 'elasticsearch',
    client,
    replace,
    close: async () => {
      await client.close();
      await raw.close();
    },
  };
}

/** A schema whose literal types are forgotten, as one that comes from a file. */
export function looseSchema(fields: Fields): QuerySchema {
  return { fields, analyzer: 'standard' };
}

/** Elasticsearch keeps 8 bits of every number of a vector unless told otherwise: too few to compare orders. */
function exactly({ settings, mappings }: IndexBody): { settings: object; mappings: object } {
  const properties = Object.entries(Object(mappings.properties)).map(([name, mapping]) => [
    name,
    Object(mapping).type === 'dense_vector'
      ? { ...Object(mapping), index_options: { type: 'hnsw' } }
      : mapping,
  ]);
  return { settings, mappings: { ...mappings, properties: Object.fromEntries(properties) } };
}
