import { describe, expect, it } from 'vitest';
import type { LoadRecord } from '../../../load/index.ts';
import { readDocument, readEnvelope } from './read-record.ts';
import type { LoadedShape } from './shape.ts';
import { loadedSchema, loadRecord } from './testing/fixtures.ts';

const shape: LoadedShape = { schema: loadedSchema, key: 'id', vector: 'v' };

function reasonOf(record: LoadRecord, version = '1', at = shape): string {
  try {
    readEnvelope(record, version);
    readDocument(record, at);
    return 'fits';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : '';
  }
}

describe('what the index cannot hold, each with its reason', () => {
  it.each<[string | object, string]>([
    ['{"a":', 'the document is not valid JSON: Unexpected end of JSON input'],
    ['[1]', 'the document is a list instead of an object'],
    ['null', 'the document is null instead of an object'],
    ['"x"', 'the document is text instead of an object'],
    [`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`, 'the document is nested more than 1000 levels deep'],
    [{ v: [1, 2, 3] }, 'vector "v" has 3 numbers instead of 2'],
    [{ v: [] }, 'vector "v" has 0 numbers instead of 2'],
    [{ v: [1, 'NaN'] }, 'vector "v" holds text at position 2 instead of a number'],
    [{ v: [null, 1] }, 'vector "v" holds null at position 1 instead of a number'],
    [{ v: '[1,2]' }, 'vector "v" is text instead of a list of numbers'],
    ['{"v":[1e39,1]}', 'vector "v" holds NaN or infinity'],
    [
      { title: { en: 'x' } },
      'field "title" holds an object where text, a number or true or false is expected',
    ],
    [{ tags: ['a', {}] }, 'field "tags" holds an object where text, a number or true or false is expected'],
  ])('%j', (document, reason) => {
    expect(reasonOf(loadRecord('a', document))).toBe(`Unfit: ${reason}`);
  });

  it('bytes, keys, versions and stamps', () => {
    const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
    expect(reasonOf(loadRecord('a', bytes))).toBe('Unfit: the document is not valid UTF-8');
    expect(reasonOf(loadRecord('', {}))).toBe('Unfit: the key is empty or no valid Unicode');
    expect(reasonOf(loadRecord('\ud800', {}))).toBe('Unfit: the key is empty or no valid Unicode');
    for (const version of ['', '-1', '1.5', '9223372036854775808', 'x']) {
      expect(reasonOf(loadRecord('a', {}), version)).toContain('is not a whole number from 0 to 92233720');
    }
    expect(reasonOf(loadRecord('a', {}), '9223372036854775807')).toBe('fits');
    for (const stamp of ['', '{}', '{"b":65536,"h":1,"l":1}', '{"b":1,"h":4294967296,"l":1}']) {
      expect(reasonOf(loadRecord('a', {}, { stamp }))).toBe(`Unfit: the stamp ${stamp} is none`);
    }
    expect(reasonOf(loadRecord('a', {}, { stamp: '{"b":65535,"h":4294967295,"l":0}' }))).toBe('fits');
  });

  it('but what is no field may be anything', () => {
    const deep = `${'{"a":['.repeat(499)}1${']}'.repeat(499)}`;
    expect(reasonOf(loadRecord('a', `{"other":${deep},"v":null}`))).toBe('fits');
  });
});

describe('fields', () => {
  const schema = {
    ...loadedSchema,
    text: ['title', 'author.name'],
    keywords: ['n', 'a.b.c', 'constructor'],
    dimensions: undefined,
  };
  const read = (document: object | string) =>
    readDocument(loadRecord('a', document), { schema, key: 'id', vector: undefined });

  it('have all values of lists and of objects in lists', () => {
    expect(
      read({ title: ['one', null, ['two', 3], true], author: [{ name: 'A' }, { name: ['B'] }, 7] }),
    ).toMatchObject({ text: ['one two 3 true', 'A B'], keywords: [[], [], []] });
  });

  it('may have dots in their names', () => {
    const document = {
      'author.name': 'x',
      a: { 'b.c': 1, b: { c: [2, false] } },
      'a.b': { c: '' },
      'a.b.c': 'y',
    };
    expect(read(document)).toMatchObject({
      text: ['', 'x'],
      keywords: [[], ['y', '1', '2', 'false', ''], []],
    });
  });

  it('hold numbers as they are written', () => {
    const { keywords, text } = read('{"n":[9007199254740993,1.10,1.0,-0,1e3],"title":1.50}');
    expect(keywords[0]).toEqual(['9007199254740993', '1.10', '1.0', '-0', '1e3']);
    expect(text[0]).toBe('1.50');
  });
});

it('takes the vector out of the document, and nothing else', () => {
  const record = loadRecord('a', '{ "id": 9007199254740993, "v": [0.5, 2], "title" : "t" }');
  const read = readDocument(record, shape);
  expect(read.document).toBe('{"id": 9007199254740993,"title" : "t"}');
  expect(read.vector).toEqual(Float32Array.of(0.5, 2));

  const inner = readDocument(loadRecord('a', '{"m":{"v":[1,2],"x":1},"v":3}'), { ...shape, vector: 'm.v' });
  expect(inner).toMatchObject({ document: '{"m":{"x":1},"v":3}', vector: Float32Array.of(1, 2) });
  const dotted = readDocument(loadRecord('a', '{"m.v":[1,2],"m":{"v":4}}'), { ...shape, vector: 'm.v' });
  expect(dotted).toMatchObject({ document: '{"m":{"v":4}}', vector: Float32Array.of(1, 2) });
  expect(readDocument(loadRecord('a', '{"v":null}'), shape)).not.toHaveProperty('vector');
});
