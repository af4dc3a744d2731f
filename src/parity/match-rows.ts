import { isRecord } from '../kernel/index.ts';
import type { CanonicalRow } from './canonical.ts';
import { noise, tolerance } from './tolerance.ts';
import { hasFloats, isFloat, type TypedField, type ValueType } from './value-type.ts';

/** A row of a multiset, and how often it is in it. */
export interface CountedRow {
  readonly row: CanonicalRow;
  readonly times: number;
}

export interface MatchedRows {
  /** Rows whose numbers differ only within the tolerance. */
  readonly matched: number;
  readonly left: readonly CountedRow[];
  readonly right: readonly CountedRow[];
}

/**
 * Pairs rows that are equal but for floating-point numbers within the tolerance, as multisets: each row
 * is used as often as it is there. What has no partner is left over, in its order.
 */
export function matchRows(
  types: readonly ValueType[],
  left: readonly CountedRow[],
  right: readonly CountedRow[],
): MatchedRows {
  if (!types.some(hasFloats)) return { matched: 0, left, right };
  const sides = {
    left: left.map((row) => measured(types, row)),
    right: right.map((row) => measured(types, row)),
  };
  const rights = Map.groupBy(sides.right, ({ skeleton }) => skeleton);
  let matched = 0;
  for (const [skeleton, group] of Map.groupBy(sides.left, ({ skeleton }) => skeleton))
    matched += pair(group, rights.get(skeleton) ?? []);
  return { matched, left: remaining(sides.left), right: remaining(sides.right) };
}

interface Measured {
  readonly row: CanonicalRow;
  /** The row without its floating-point numbers. */
  readonly skeleton: string;
  readonly numbers: readonly Measure[];
  /** How many have no partner yet. */
  alone: number;
}

interface Measure {
  readonly value: number;
  readonly tolerance: number;
}

/**
 * Goes through both sides in the order of their numbers, so that each row only meets its neighbours.
 * @returns how many pairs there are.
 */
function pair(left: readonly Measured[], right: readonly Measured[]): number {
  let pairs = 0;
  const waiting = right.toSorted(byNumbers);
  let first = 0;
  for (const a of left.toSorted(byNumbers)) {
    while (first < waiting.length && isBefore(waiting[first], a)) first += 1;
    for (let i = first; i < waiting.length && a.alone > 0; i += 1) {
      const b = waiting[i];
      if (b === undefined || isBefore(a, b)) break;
      if (!areClose(a, b)) continue;
      const both = Math.min(a.alone, b.alone);
      a.alone -= both;
      b.alone -= both;
      pairs += both;
      if (b.alone > 0) continue;
      waiting.splice(i, 1);
      i -= 1;
    }
  }
  return pairs;
}

function remaining(rows: readonly Measured[]): CountedRow[] {
  return rows.flatMap(({ row, alone }) => (alone > 0 ? [{ row, times: alone }] : []));
}

function byNumbers(a: Measured, b: Measured): number {
  for (const [index, { value }] of a.numbers.entries()) {
    const difference = value - (b.numbers[index]?.value ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a row's first number lies below the other's, out of tolerance. */
function isBefore(a: Measured | undefined, b: Measured): boolean {
  const [x, y] = [a?.numbers[0], b.numbers[0]];
  return x !== undefined && y !== undefined && x.value < y.value && !isClose(x, y);
}

function areClose(a: Measured, b: Measured): boolean {
  return a.numbers.every((x, index) => {
    const y = b.numbers[index];
    return y !== undefined && isClose(x, y);
  });
}

function isClose(a: Measure, b: Measure): boolean {
  const difference = Math.abs(a.value - b.value);
  return difference <= noise || difference <= a.tolerance * Math.max(Math.abs(a.value), Math.abs(b.value));
}

/** Takes a row's floating-point numbers out of it. */
function measured(types: readonly ValueType[], { row, times }: CountedRow): Measured {
  const numbers: Measure[] = [];
  const strip = (type: ValueType, value: unknown): unknown => {
    if (value === null) return null;
    if (isFloat(type)) {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      numbers.push({ value: number, tolerance: tolerance[type.name] });
      return 0;
    }
    if (type.kind === 'scalar') return value;
    if (type.kind === 'struct') return stripFields(type.fields, value);
    const element = type.kind === 'array' ? type.element : entryType(type);
    return Array.isArray(value) ? value.map((one) => strip(element, one)) : value;
  };
  const stripFields = (fields: readonly TypedField[], value: unknown): unknown =>
    isRecord(value) ? fields.map((field) => strip(field.type, value[field.name])) : value;
  const skeleton = JSON.stringify(types.map((type, index) => strip(type, row[index] ?? null)));
  return { row, skeleton, numbers, alone: times };
}

function entryType({ key, value }: Extract<ValueType, { kind: 'map' }>): ValueType {
  const fields = [
    { name: 'key', type: key },
    { name: 'value', type: value },
  ];
  return { kind: 'struct', fields };
}
