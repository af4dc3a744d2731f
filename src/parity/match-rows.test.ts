import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalRow } from './canonical.ts';
import { type CountedRow, matchRows } from './match-rows.ts';
import type { ValueType } from './value-type.ts';

const text: ValueType = { kind: 'scalar', name: 'string' };
const double: ValueType = { kind: 'scalar', name: 'double' };

function left(types: readonly ValueType[], a: readonly CanonicalRow[], b: readonly CanonicalRow[]): unknown {
  const once = (row: CanonicalRow): CountedRow => ({ row, times: 1 });
  const { matched, left, right } = matchRows(types, a.map(once), b.map(once));
  return { matched, left: left.map(({ row }) => row), right: right.map(({ row }) => row) };
}

describe('matchRows', () => {
  it('pairs numbers that differ by rounding, and nothing else', () => {
    const types = [text, double];
    expect(left(types, [['a', '0.3']], [['a', '0.30000000000000004']])).toMatchObject({ matched: 1 });
    expect(left(types, [['a', '0.3']], [['b', '0.30000000000000004']])).toMatchObject({ matched: 0 });
    expect(left(types, [['a', '1.0']], [['a', '1.000001']])).toMatchObject({ matched: 0 });
    expect(left(types, [['a', '0.0']], [['a', '5.5e-17']])).toMatchObject({ matched: 1 });
    expect(left(types, [['a', '0.0']], [['a', null]])).toMatchObject({ matched: 0 });
    expect(left(types, [['a', 'nan']], [['a', 'inf']])).toMatchObject({ matched: 0 });
  });

  it('leaves texts alone that look like numbers', () => {
    expect(left([text], [['0.3']], [['0.30000000000000004']])).toMatchObject({ matched: 0 });
  });

  it('uses each row once', () => {
    const rows = [
      ['a', '0.1'],
      ['a', '0.1'],
    ];
    const other = [['a', '0.10000000000000001']];
    expect(left([text, double], rows, other)).toEqual({ matched: 1, left: [['a', '0.1']], right: [] });
  });

  it('counts rows that are there more than once', () => {
    const types = [text, double];
    const three = [{ row: ['a', '0.3'], times: 3 }];
    const others = [
      { row: ['a', '0.30000000000000004'], times: 1 },
      { row: ['a', '0.2999999999999999'], times: 4 },
    ];
    expect(matchRows(types, three, others)).toEqual({
      matched: 3,
      left: [],
      right: others.map(({ row }) => ({ row, times: 1 })),
    });
  });

  it('looks into lists, maps and objects', () => {
    const types: readonly ValueType[] = [
      { kind: 'array', element: double },
      { kind: 'map', key: text, value: double },
      { kind: 'struct', fields: [{ name: 'x', type: double }] },
    ];
    const row = (x: string): CanonicalRow => [['1', x], [{ key: 'k', value: x }], { x }];
    expect(left(types, [row('0.3')], [row('0.30000000000000004')])).toMatchObject({ matched: 1 });
    expect(left(types, [row('0.3')], [row('0.31')])).toMatchObject({ matched: 0 });
    expect(left(types, [[['1'], null, null]], [[['1', '2'], null, null]])).toMatchObject({ matched: 0 });
  });

  it('allows more for numbers of 32 bits', () => {
    const float: ValueType = { kind: 'scalar', name: 'float' };
    expect(left([float], [['0.3']], [['0.30000001']])).toMatchObject({ matched: 1 });
    expect(left([double], [['0.3']], [['0.30000001']])).toMatchObject({ matched: 0 });
  });

  it('finds every row again, in any order and slightly off', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), number, number), { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
        fc.infiniteStream(fc.nat()),
        (rows, noise, order) => {
          const types = [text, double, double];
          const noisy = (x: number): string => String(x * (1 + 1e-13 * next(noise)));
          const original = rows.map(([name, x, y]) => [name, String(x), String(y)]);
          const changed = rows
            .map(([name, x, y]) => ({ at: next(order), row: [name, noisy(x), noisy(y)] }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row);
          expect(left(types, original, changed)).toEqual({ matched: rows.length, left: [], right: [] });
        },
      ),
    );
  });
});

function next<T>(stream: fc.Stream<T>): T {
  const { value, done } = stream.next();
  if (done) throw new Error('the stream ended');
  return value;
}
