import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseExact, writeExact } from './exact-json.ts';

it('keeps ids that a double cannot hold', () => {
  const text =
    '{"job_id":9223372036854775807,"small":7,"list":[-9007199254740993],"x":1.5,"text":"9223372036854775807"}';
  expect(parseExact(text)).toEqual({
    job_id: '9223372036854775807',
    small: 7,
    list: ['-9007199254740993'],
    x: 1.5,
    text: '9223372036854775807',
  });
});

it('is JSON.parse for everything else', () => {
  const numbers = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((n) => Number.isSafeInteger(n) || !Number.isInteger(n));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(numbers, fc.string(), fc.boolean(), fc.constant(null), tie('list'), tie('record')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(value, (generated) => {
      const text = JSON.stringify([generated, 'a text with 1234567890123456789']);
      expect(parseExact(text)).toEqual(JSON.parse(text));
    }),
  );
});

it('gives back every 64-bit number as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
      expect(String(Object(parseExact(writeExact({ id: number }))).id)).toBe(String(number));
    }),
  );
});
