import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import {
  didYouMean,
  exitCode,
  HeadraceError,
  type Location,
  listing,
  locate,
  type Problem,
} from '../../kernel/index.ts';
import { whyUnreadable } from '../settings/why-unreadable.ts';
import { badJobs, noLoads } from './problems.ts';
import type { LoadKey } from './request.ts';

/** One load of a file. */
export interface LoadJob {
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly values: Readonly<Partial<Record<LoadKey, string>>>;
  readonly at: Location;
}

type Tell = (what: string, where: Location) => void;

const keys: readonly LoadKey[] = ['source_table', 'data_source', 'es_nodes', 'batch_id', 'id', 'version'];

function isKey(name: string): name is LoadKey {
  return keys.some((key) => key === name);
}

/**
 * Reads a list of loads, as the original job is triggered with: `source_table`, `data_source`, … in lower or
 * upper case. What is empty counts as not given. YAML is read as well: JSON is a part of it.
 *
 * @param problems takes what is wrong in single loads, which are left out.
 * @throws HeadraceError (exit code 2) when the file is no list at all.
 */
export function readJobs(path: string, problems: Problem[]): readonly LoadJob[] {
  const text = readJobsText(path);
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const at = (offset: number, end = offset + 1): Location =>
    locate(path, text, offset, Math.max(1, end - offset));
  const refuse = (what: string, offset: number): HeadraceError =>
    new HeadraceError(badJobs({ what }, at(offset)), { exitCode: exitCode.usage });
  // What comes after the first error of syntax is its echo.
  const [error] = document.errors;
  if (error) throw refuse(`The file cannot be read: ${error.message.replace(/[.:]?$/, '')}.`, error.pos[0]);
  const { contents } = document;
  if (!isSeq(contents)) throw refuse('The file should be a list of loads.', startOf(contents) ?? 0);
  if (contents.items.length === 0) {
    throw new HeadraceError(noLoads({ where: path }), { exitCode: exitCode.usage });
  }
  return contents.items.flatMap((item, index): LoadJob[] => {
    const before = problems.length;
    const wrong: Tell = (what, where) => void problems.push(badJobs({ what }, where));
    const start = startOf(item) ?? 0;
    if (!isMap(item))
      wrong('Each load should be an object with "source_table" and "data_source".', at(start));
    const values = isMap(item) ? jobValues(item.items, start, at, wrong) : {};
    return problems.length > before ? [] : [{ number: index + 1, values, at: at(start) }];
  });
}

function jobValues(
  pairs: readonly Pair[],
  start: number,
  at: (offset: number, end?: number) => Location,
  wrong: Tell,
): LoadJob['values'] {
  const values: Partial<Record<LoadKey, string>> = {};
  const seen = new Set<string>();
  for (const { key, value } of pairs) {
    const written = isScalar(key) ? String(key.value) : '';
    const name = written.toLowerCase();
    const where = at(startOf(key) ?? start, endOf(key));
    if (!isKey(name)) {
      const known = `It can have ${listing(keys)}.`;
      wrong(`A load has no "${written}".${didYouMean(name, keys) || ` ${known}`}`, where);
      continue;
    }
    if (seen.has(name)) wrong(`"${written}" is given twice.`, where);
    seen.add(name);
    const text = scalarText(value);
    if (text === undefined)
      wrong(`"${written}" should be a text.`, at(startOf(value) ?? start, endOf(value)));
    else if (text.trim() !== '') values[name] = text.trim();
  }
  return values;
}

/** Numbers as they are written: an id of 0017 is not 17. Undefined: neither text nor number. */
function scalarText(value: unknown): string | undefined {
  if (value === null) return '';
  if (!isScalar(value)) return undefined;
  if (value.value === null || typeof value.value === 'string') return value.value ?? '';
  return typeof value.value === 'number' ? (value.source ?? String(value.value)) : undefined;
}

function readJobsText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = whyUnreadable(error);
    throw new HeadraceError(badJobs({ what: `The loads in ${path} cannot be read: ${reason}.` }), {
      exitCode: exitCode.usage,
      cause: error,
    });
  }
}

function startOf(node: unknown): number | undefined {
  return rangeOf(node)?.[0];
}

function endOf(node: unknown): number | undefined {
  return rangeOf(node)?.[1];
}

function rangeOf(node: unknown): Node['range'] {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
}
