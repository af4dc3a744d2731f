import { invalid } from '../api-error.ts';

/** The fields of an event that a filter may ask for. */
export interface Filterable {
  readonly id: string;
  readonly level: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

type Test = (event: Filterable) => boolean;

/**
 * The filters that the API documents: `level='INFO'`, `level in ('ERROR', 'WARN')`, `id='…'` and
 * `timestamp > '…'`, joined by AND.
 *
 * @throws ApiError 400 for any other.
 */
export function eventFilter(text: string | undefined): Test {
  if (!text?.trim()) return () => true;
  const tests = text
    .trim()
    .split(/\s+and\s+/i)
    .map(testOf);
  return (event) => tests.every((test) => test(event));
}

function testOf(condition: string): Test {
  const trimmed = condition.trim();
  const equal = /^(level|id)\s*=\s*'([^']*)'$/i.exec(trimmed);
  if (equal) {
    const [, field = '', value] = equal;
    return field.toLowerCase() === 'id' ? ({ id }) => id === value : ({ level }) => level === value;
  }
  const listed = /^level\s+in\s*\(\s*('[^']*'(?:\s*,\s*'[^']*')*)\s*\)$/i.exec(trimmed)?.[1];
  if (listed !== undefined) {
    const levels = listed.split(',').map((quoted) => quoted.trim().slice(1, -1));
    return ({ level }) => levels.includes(level);
  }
  const [, operator = '', time = ''] = /^timestamp\s*(>=|<=|>|<|=)\s*'([^']*)'$/i.exec(trimmed) ?? [];
  const limit = Date.parse(time);
  const compare = comparisons[operator];
  if (!compare || Number.isNaN(limit)) throw invalid(`Unsupported filter expression: ${trimmed}`);
  return ({ timestamp }) => compare(Date.parse(timestamp), limit);
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};
