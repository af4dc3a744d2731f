import { describe, expect, it } from 'vitest';
import { compareMapping } from './compare-mapping.ts';
import { indexBody, stampMapping } from './index-body.ts';
import { readTemplate } from './index-template.ts';

const placeholders = { EMBEDDING_DIMENSIONS: '256', NAME: 'standard' };

describe('indexBody', () => {
  it('maps what is declared, and nothing else', () => {
    const { mappings } = indexBody({
      fields: {
        title: { type: 'text', keyword: true },
        'author.name': { type: 'keyword' },
        'author.born': { type: 'date' },
        raw: { type: 'object' },
        vector: { type: 'vector', dimensions: 4 },
      },
      analyzer: 'english',
    });
    expect(mappings).toEqual({
      dynamic: false,
      properties: {
        title: {
          type: 'text',
          analyzer: 'english',
          fields: { keyword: { type: 'keyword', ignore_above: 8191 } },
        },
        author: {
          properties: { name: { type: 'keyword', ignore_above: 8191 }, born: { type: 'date' } },
        },
        raw: { type: 'object', enabled: false },
        vector: { type: 'dense_vector', dims: 4, index: true, similarity: 'cosine' },
        _headrace: stampMapping,
      },
    });
  });

  it('takes an object that has declared fields for one that can be asked about', () => {
    for (const fields of [
      { a: { type: 'object' }, 'a.b': { type: 'long' } },
      { 'a.b': { type: 'long' }, a: { type: 'object' } },
    ] as const)
      expect(indexBody({ fields }).mappings.properties).toEqual({
        a: { type: 'object', properties: { b: { type: 'long' } } },
        _headrace: stampMapping,
      });
  });

  it('makes room for many columns', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [`c${n}`, { type: 'text', keyword: true }] as const),
    );
    expect(indexBody({ fields }).settings['mapping.total_fields.limit']).toBeGreaterThan(4004);
  });
});

describe('readTemplate', () => {
  it('fills in placeholders and adds the stamp', () => {
    const expected = {
      settings: { number_of_shards: 1 },
      mappings: {
        properties: {
          v: { type: 'dense_vector', dims: 256 },
          t: { type: 'text', analyzer: 'my_standard' },
          _headrace: stampMapping,
        },
      },
    };
    const text = (dims: string): string =>
      `{"settings":{"number_of_shards":1},"mappings":{"properties":{"v":{"type":"dense_vector","dims":${dims}},"t":{"type":"text","analyzer":"my_\${NAME}"}}}}`;
    expect(readTemplate({ name: 't.json', content: text('${EMBEDDING_DIMENSIONS}') }, placeholders)).toEqual(
      expected,
    );
    const quoted = text('"${EMBEDDING_DIMENSIONS}"');
    expect(readTemplate({ name: 't.json', content: quoted }, placeholders)).toEqual(expected);
    const inline = { index_patterns: ['x'], template: JSON.parse(quoted) };
    expect(readTemplate({ name: 'inline', content: inline }, placeholders)).toEqual(expected);
  });

  it.each([
    ['{"mappings": ', 'no JSON'],
    ['[]', 'no JSON object'],
    ['{"mapping":{}}', 'has "mapping"'],
    ['{"aliases":{"a":{}}}', '"aliases"'],
    ['{"mappings":[]}', '"mappings" is no object'],
    ['{"mappings":{"properties":1}}', '"mappings.properties"'],
    ['{"mappings":{"_source":{"enabled":false}}}', '_source'],
    ['{"mappings":{"_source":{"excludes":["a"]}}}', '_source'],
    ['{"mappings":{"properties":{"_headrace":{}}}}', '_headrace'],
    [
      '{"settings":{"number_of_shards":"${SHARDS}"}}',
      'placeholder ${SHARDS}; known are ${EMBEDDING_DIMENSIONS}',
    ],
  ])('says what is wrong in %s', (content, detail) => {
    expect(() => readTemplate({ name: 't.json', content }, placeholders)).toThrow(detail);
  });
});

describe('compareMapping', () => {
  const live = {
    settings: { number_of_shards: '1', 'mapping.total_fields.limit': '1000' },
    mappings: {
      dynamic: 'false',
      properties: {
        a: { type: 'long' },
        t: { type: 'text' },
        k: { type: 'keyword', ignore_above: 100 },
        v: {
          type: 'dense_vector',
          dims: 3,
          index: true,
          similarity: 'cosine',
          index_options: { type: 'int8_hnsw' },
        },
        o: { properties: { x: { type: 'long' } } },
        extra: { type: 'long' },
      },
    },
  };

  function differences(properties: object, settings = {}): string[] {
    return compareMapping(
      { settings, mappings: { dynamic: false, properties: { ...properties } } },
      live,
    ).map(({ field, change, inPlace }) => `${inPlace ? 'in place' : 'reindex'} ${field}: ${change}`);
  }

  it('finds nothing where only the spelling differs', () => {
    expect(
      differences(
        {
          a: { type: 'long', index: true },
          t: { type: 'text', analyzer: 'standard' },
          v: { type: 'dense_vector', dims: 3, index: true, similarity: 'cosine' },
          'o.x': { type: 'long' },
        },
        { index: { number_of_shards: 1 } },
      ),
    ).toEqual([]);
  });

  it('tells what can be changed in place from what cannot', () => {
    expect(
      differences(
        {
          a: { type: 'keyword' },
          t: { type: 'text', analyzer: 'english', fields: { keyword: { type: 'keyword' } } },
          k: { type: 'keyword', ignore_above: 200 },
          v: { type: 'dense_vector', dims: 4, index: true, similarity: 'cosine' },
          'o.y': { type: 'date' },
        },
        { number_of_shards: 2, 'index.mapping.total_fields.limit': 2000 },
      ),
    ).toEqual([
      'reindex settings.number_of_shards: 1 -> 2',
      'in place settings.mapping.total_fields.limit: 1000 -> 2000',
      'reindex a: type: long -> keyword',
      'reindex t: analyzer: standard -> english',
      'in place t.keyword: new, keyword',
      'in place k: ignore_above: 100 -> 200',
      'reindex v: dims: 3 -> 4',
      'in place o.y: new, date',
    ]);
  });
});
