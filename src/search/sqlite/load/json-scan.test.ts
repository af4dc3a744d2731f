import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan, withoutMember } from './json-scan.ts';

describe('cutting a member out of an object', () => {
  it.each([
    ['{"v":[1,2],"a":1}', '{"a":1}'],
    ['{"a":1,"v":null}', '{"a":1}'],
    [' {\n "a" : 9007199254740993 , "v" : [1.0, 2] , "b" : "x" } ', '{"a" : 9007199254740993,"b" : "x"}'],
    ['{"v":1,"v":[2]}', '{}'],
    ['{"\\u0076":1,"a":"\\"v\\":"}', '{"a":"\\"v\\":"}'],
    ['{"a":{"v":1},"b":["v",{"v":2}]}', '{"a":{"v":1},"b":["v",{"v":2}]}'],
    ['{"a":"\\\\","v":"\\\\\\"","b":"]}"}', '{"a":"\\\\","b":"]}"}'],
    ['{}', '{}'],
  ])('%s', (text, expected) => {
    expect(withoutMember(text, ['v'])).toBe(expected);
  });

  it('reaches into objects', () => {
    expect(withoutMember('{"m": {"a":1,"v":[1]},"v":2}', ['m', 'v'])).toBe('{"m": {"a":1},"v":2}');
    expect(withoutMember('{"m":[{"v":1}],"n":{}}', ['m', 'v'])).toBe('{"m":[{"v":1}],"n":{}}');
  });

  it('is what deleting it would be, for any document', () => {
    const objects = fc.dictionary(
      fc.oneof(fc.constantFrom('v', 'w'), fc.string({ unit: 'binary' })),
      fc.jsonValue({ maxDepth: 4 }),
    );
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1), (object, indent) => {
        const text = JSON.stringify(object, undefined, indent);
        const { v: _, ...rest } = JSON.parse(text);
        expect(JSON.parse(withoutMember(text, ['v']))).toEqual(rest);
      }),
    );
  });
});

describe('depth', () => {
  it.each([
    [`${'['.repeat(1000)}${']'.repeat(1000)}`, false],
    [`${'['.repeat(1001)}${']'.repeat(1001)}`, true],
    [`${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}`, true],
    [`{"a":"${'['.repeat(5000)}"}`, false],
    [`[${'[],'.repeat(5000)}[]]`, false],
  ])('is counted in open brackets', (text, deeper) => {
    expect(isDeeperThan(1000, text)).toBe(deeper);
  });

  it('of a very long string costs nothing', () => {
    expect(isDeeperThan(1000, JSON.stringify({ a: '\\"['.repeat(2_000_000) }))).toBe(false);
  });
});
