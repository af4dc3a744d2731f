import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadRecord } from '../../load/index.ts';
import { bodyBound, writeBody } from './bulk-body.ts';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

function body(records: readonly LoadRecord[], version = '7'): string {
  const bound = bodyBound(records);
  // Old bytes behind and before what is written must not matter.
  const into = Buffer.alloc(bound + 64, '\n{"x"}');
  const length = writeBody(records, version, into);
  expect(length).toBeLessThanOrEqual(bound);
  return into.subarray(0, length).toString('utf8');
}

const record = (key: string, document: string, more: Partial<LoadRecord> = {}): LoadRecord => ({
  key,
  document: utf8(document),
  position: '',
  ...more,
});

describe('writeBody', () => {
  it('writes an action and a document for each record, with the stamp before the last brace', () => {
    const stamp = '{"b":1,"h":2,"l":3}';
    expect(body([record('a', '{"x":{"y":1}}', { stamp, version: '9' }), record('b', '{"z":"}"}')])).toBe(
      '{"index":{"_id":"a","version":9,"version_type":"external_gte"}}\n' +
        '{"x":{"y":1},"_headrace":{"b":1,"h":2,"l":3}}\n' +
        '{"index":{"_id":"b","version":7,"version_type":"external_gte"}}\n' +
        '{"z":"}"}\n',
    );
  });

  it.each([
    ['{}', '{"_headrace":{"b":1}}'],
    ['{ } ', '{ "_headrace":{"b":1}}'],
    ['{"a":{}}', '{"a":{},"_headrace":{"b":1}}'],
    ['{"a":"{"}', '{"a":"{","_headrace":{"b":1}}'],
    ['{"a":1\n}\r\n', '{"a":1 ,"_headrace":{"b":1}}'],
    ['[1]', '[1]'],
    ['null', 'null'],
    ['}', '}'],
    ['', ''],
  ])('pastes the stamp into %j', (document, expected) => {
    const [, written] = body([record('k', document, { stamp: '{"b":1}' })]).split('\n');
    expect(written).toBe(expected);
  });

  it('keeps every key and every document, whatever is in them', () => {
    const json = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
    const layout = fc.constantFrom(undefined, 1, '\t');
    const some = fc.array(
      fc.record({
        key: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        json,
        layout,
        stamp: fc.option(fc.constant('{"b":3,"h":4,"l":5}'), { nil: undefined }),
        version: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String), { nil: undefined }),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, (given) => {
        const text = body(
          given.map(({ key, json, layout, stamp, version }) => ({
            ...record(key, JSON.stringify(json, null, layout)),
            ...(stamp !== undefined && { stamp }),
            ...(version !== undefined && { version }),
          })),
        );
        const lines = text.split('\n');
        expect(lines.pop()).toBe('');
        expect(lines).toHaveLength(2 * given.length);
        given.forEach(({ key, json, stamp, version = '7' }, n) => {
          const action = lines[2 * n] ?? '';
          expect(JSON.parse(action).index._id).toBe(key);
          expect(action).toContain(`"version":${version},"version_type":"external_gte"`);
          const document: unknown = JSON.parse(lines[2 * n + 1] ?? '');
          const plain = JSON.parse(JSON.stringify(json));
          expect(document).toEqual(stamp === undefined ? plain : { ...plain, _headrace: JSON.parse(stamp) });
        });
      }),
    );
  });
});
