import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import type { CategoryMap } from './categories.ts';
import { badCategoryMap } from './problems.ts';

/**
 * Reads what `--category-prefix-map-json` says.
 *
 * @throws HeadraceError (exit code 2) when it is no JSON object of texts.
 */
export function readCategoryMap(text: string): CategoryMap {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(`"${text}" cannot be parsed`);
  }
  if (!isRecord(value)) throw refused(`it is ${JSON.stringify(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([prefix, category]) => {
      if (typeof category === 'string' && category.trim() !== '') return [prefix, category.trim()];
      throw refused(`"${prefix}" should have a category, and has ${JSON.stringify(category)}`);
    }),
  );
}

function refused(reason: string): HeadraceError {
  return new HeadraceError(badCategoryMap({ reason }), { exitCode: exitCode.usage });
}
