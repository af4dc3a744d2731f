import { type Alias, type Document, isAlias, isMap, isSeq, type YAMLMap } from 'yaml';
import { isRecord } from '../kernel/index.ts';
import { reference } from './references.ts';

export interface FoundTable {
  /** Its position in the list. */
  readonly index: number;
  /** As plain values, with what is merged in. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly node: YAMLMap | Alias;
}

/**
 * Looks for a table by its name, which may be given by an alias, a merge or references.
 * @returns undefined when there is none, or when several may be meant.
 */
export function findTable(
  document: Document.Parsed,
  config: Readonly<Record<string, unknown>>,
  name: string,
): FoundTable | undefined {
  if (!Array.isArray(config.tables)) return undefined;
  const possible: { index: number; value: Record<string, unknown> }[] = [];
  for (const [index, value] of config.tables.entries()) {
    if (isRecord(value) && mayBe(value.name, name, config)) possible.push({ index, value });
  }
  const exact = possible.filter(({ value }) => value.name === name);
  const [found, another] = exact.length > 0 ? exact : possible;
  if (found === undefined || another !== undefined) return undefined;

  const written: unknown = document.get('tables');
  const list: unknown = isAlias(written) ? written.resolve(document) : written;
  const node: unknown = isSeq(list) ? list.items[found.index] : undefined;
  return isMap(node) || isAlias(node) ? { ...found, node } : undefined;
}

/** Whether a name as written can stand for this one. */
function mayBe(written: unknown, name: string, config: Readonly<Record<string, unknown>>): boolean {
  if (written === name) return true;
  if (typeof written !== 'string' || !written.includes('${')) return false;
  let pattern = '';
  let end = 0;
  for (const match of written.matchAll(reference)) {
    const [all, escaped, kind, variable = ''] = match;
    pattern += literally(written.slice(end, match.index));
    if (escaped) pattern += literally(all.slice(1));
    else pattern += kind === 'var' ? anyOf(varValues(config, variable.trim())) : '.*';
    end = match.index + all.length;
  }
  return new RegExp(`^${pattern}${literally(written.slice(end))}$`).test(name);
}

/** All that the configuration says of a variable, for any target. */
function varValues(config: Readonly<Record<string, unknown>>, variable: string): readonly string[] {
  const targets = isRecord(config.targets) ? Object.values(config.targets) : [];
  return [config, ...targets].flatMap((owner) => {
    const vars = isRecord(owner) ? owner.vars : undefined;
    return isRecord(vars) && Object.hasOwn(vars, variable) ? [String(vars[variable])] : [];
  });
}

/** Of a variable set elsewhere or by others, nothing is known. */
function anyOf(values: readonly string[]): string {
  if (values.length === 0 || values.some((value) => value.includes('${'))) return '.*';
  return `(?:${values.map(literally).join('|')})`;
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
