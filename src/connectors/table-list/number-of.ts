/** A number as people and spreadsheets write it: `1.5`, `1E+06`, and `1,5` where commas are decimal. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/^(\d+),(\d{1,2}|\d{4,})$/, '$1.$2');
  return /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
