import { isRecord } from '../kernel/index.ts';
import { shown } from './shown.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Where a document differs from its row, in words. `whole`: it has every column of the row; else only
 * fields of one name are compared, for a load may rename and leave out.
 */
export function differences(
  row: Values,
  document: Values,
  whole: boolean,
  without: readonly string[],
): string[] {
  const names = Object.keys(row).filter((name) => !without.includes(name) && (whole || name in document));
  return names.flatMap((name) => {
    const [inRow, inDocument] = [row[name] ?? null, document[name] ?? null];
    if (equal(inRow, inDocument)) return [];
    return [
      `${name} is ${shown(JSON.stringify(inDocument), 40)} there and ${shown(JSON.stringify(inRow), 40)} in the table`,
    ];
  });
}

function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => equal(item, b[at]));
  }
  if (isRecord(a) && isRecord(b) && !Array.isArray(a) && !Array.isArray(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => equal(a[name], b[name]));
  }
  return a === b;
}
