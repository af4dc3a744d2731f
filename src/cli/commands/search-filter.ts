import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Fields, Filter, Value } from '../../search/index.ts';
import { badFilter } from '../problems.ts';

const comparisons = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt' } as const;

/**
 * What `--filter` options ask together: `field=value`, `field!=value`, `field>=value` and so on, `field=*` for
 * any value at all. A field that is named twice with `=` accepts either value; everything else narrows.
 */
export function readFilters(texts: readonly string[], fields: Fields): Filter | undefined {
  const accepted = new Map<string, Value[]>();
  const conditions: Filter[] = [];
  for (const text of texts) {
    const [, field = '', operator = '', given = ''] = /^(.+?)(!=|>=|<=|=|>|<)(.*)$/s.exec(text) ?? [];
    const value = typed(given, fields[field]?.type);
    switch (operator) {
      case '=':
        if (given === '*') conditions.push({ exists: field });
        else accepted.set(field, [...(accepted.get(field) ?? []), value]);
        break;
      case '!=':
        conditions.push({ not: given === '*' ? { exists: field } : { term: { [field]: value } } });
        break;
      case '>=':
      case '<=':
      case '>':
      case '<':
        conditions.push({ range: { [field]: { [comparisons[operator]]: value } } });
        break;
      default:
        throw new HeadraceError(badFilter({ text }), { exitCode: exitCode.usage });
    }
  }
  const and = [...Array.from(accepted, ([field, values]) => ({ terms: { [field]: values } })), ...conditions];
  return and.length === 0 ? undefined : { and };
}

/** A value as the field has it; what does not fit stays text, and is refused with the reason. */
function typed(text: string, type: string | undefined): Value {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber =
    (type === 'long' || type === 'double') && text.trim() !== '' && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
