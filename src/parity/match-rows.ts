import { isRecord } from '../kernel/index.ts';
import type { CanonicalRow } from './canonical.ts';
import type { TypedField, ValueType } from './value-type.ts';

/** Floating-point numbers count as equal within this relative difference: sums depend on the order of rows. */
const tolerance = 1e-9;
/** Of 32-bit ones, which hold fewer digits. */
const shortTolerance = 1e-6;
/** What is left when numbers that should cancel out do so almost. */
const nothing = 1e-12;

export interface MatchedRows {
  /** Rows whose numbers differ only within the tolerance. */
  readonly matched: number;
  readonly left: readonly CanonicalRow[];
  readonly right: readonly CanonicalRow[];
}

/**
 * Pairs rows that are equal but for floating-point numbers within the tolerance, as multisets: each row
 * is used once. What has no partner is left over, in its order.
 */
export function matchRows(
  types: readonly ValueType[],
  left: readonly CanonicalRow[],
  right: readonly CanonicalRow[],
): MatchedRows {
  if (!types.some(hasFloats)) return { matched: 0, left, right };
  const groups = new Map<string, { left: Measured[]; right: Measured[] }>();
  for (const [side, found] of [
    ['left', left],
    ['right', right],
  ] as const) {
    for (const [index, row] of found.entries()) {
      const { skeleton, numbers } = measure(types, row);
      const group = groups.get(skeleton) ?? { left: [], right: [] };
      groups.set(skeleton, group);
      group[side].push({ index, numbers });
    }
  }
  const paired = { left: new Set<number>(), right: new Set<number>() };
  for (const group of groups.values()) {
    for (const [a, b] of pairs(group.left, group.right)) {
      paired.left.add(a.index);
      paired.right.add(b.index);
    }
  }
  return {
    matched: paired.left.size,
    left: left.filter((_, index) => !paired.left.has(index)),
    right: right.filter((_, index) => !paired.right.has(index)),
  };
}

interface Measured {
  readonly index: number;
  readonly numbers: readonly Measure[];
}

interface Measure {
  readonly value: number;
  readonly tolerance: number;
}

/** Goes through both sides in the order of their numbers, so that each row only meets its neighbours. */
function pairs(left: readonly Measured[], right: readonly Measured[]): [Measured, Measured][] {
  const found: [Measured, Measured][] = [];
  const waiting = right.toSorted(byNumbers);
  let first = 0;
  for (const a of left.toSorted(byNumbers)) {
    while (first < waiting.length && isBefore(waiting[first], a)) first += 1;
    for (let i = first; i < waiting.length; i += 1) {
      const b = waiting[i];
      if (b === undefined || isBefore(a, b)) break;
      if (!areClose(a, b)) continue;
      found.push([a, b]);
      waiting.splice(i, 1);
      break;
    }
  }
  return found;
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
  return difference <= nothing || difference <= a.tolerance * Math.max(Math.abs(a.value), Math.abs(b.value));
}

/** A row without its floating-point numbers, and these apart. */
function measure(
  types: readonly ValueType[],
  row: CanonicalRow,
): { readonly skeleton: string; readonly numbers: readonly Measure[] } {
  const numbers: Measure[] = [];
  const strip = (type: ValueType, value: unknown): unknown => {
    if (value === null) return null;
    if (type.kind === 'scalar') {
      const number = Number(value);
      if (!isFloat(type) || !Number.isFinite(number)) return value;
      numbers.push({ value: number, tolerance: type.name === 'float' ? shortTolerance : tolerance });
      return 0;
    }
    if (type.kind === 'struct') return stripFields(type.fields, value);
    const element = type.kind === 'array' ? type.element : entryType(type);
    return Array.isArray(value) ? value.map((one) => strip(element, one)) : value;
  };
  const stripFields = (fields: readonly TypedField[], value: unknown): unknown =>
    isRecord(value) ? fields.map((field) => strip(field.type, value[field.name])) : value;
  const skeleton = JSON.stringify(types.map((type, index) => strip(type, row[index] ?? null)));
  return { skeleton, numbers };
}

function entryType({ key, value }: Extract<ValueType, { kind: 'map' }>): ValueType {
  const fields = [
    { name: 'key', type: key },
    { name: 'value', type: value },
  ];
  return { kind: 'struct', fields };
}

function hasFloats(type: ValueType): boolean {
  switch (type.kind) {
    case 'scalar':
      return isFloat(type);
    case 'array':
      return hasFloats(type.element);
    case 'map':
      return hasFloats(type.key) || hasFloats(type.value);
    case 'struct':
      return type.fields.some((field) => hasFloats(field.type));
  }
}

function isFloat(type: ValueType): boolean {
  return type.kind === 'scalar' && (type.name === 'double' || type.name === 'float');
}
