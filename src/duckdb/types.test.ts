import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duckdbType, neutralType } from './types.ts';

const simple = fc.constantFrom(
  'string',
  'boolean',
  'int',
  'bigint',
  'double',
  'date',
  'timestamp',
  'decimal(10,2)',
);
const { type } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    simple,
    tie('type').map((inner) => `array<${inner}>`),
    fc.tuple(simple, tie('type')).map(([key, value]) => `map<${key},${value}>`),
    fc.tuple(tie('type'), tie('type')).map(([a, b]) => `struct<a:${a},b c:${b}>`),
  ),
}));

describe('column types', () => {
  it('go to DuckDB and back unchanged', () => {
    fc.assert(
      fc.property(type, (neutral) => {
        expect(neutralType(duckdbType(neutral) ?? '')).toBe(neutral);
      }),
    );
  });

  it('have one neutral name, Spark’s', () => {
    expect(neutralType('STRUCT(x INTEGER, y VARCHAR[])[]')).toBe('array<struct<x:int,y:array<string>>>');
    expect(neutralType('TIMESTAMP')).toBe('timestamp_ntz');
    expect(neutralType('HUGEINT')).toBe('decimal(38,0)');
  });

  it('are refused when nobody knows them', () => {
    expect(duckdbType('money')).toBeUndefined();
    expect(duckdbType('array<money>')).toBeUndefined();
  });
});
