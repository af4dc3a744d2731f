import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isRecord, type Location } from '../kernel/index.ts';
import { isDefinedTable, type TransformationContext } from './define-table.ts';
import { shownPath } from './paths.ts';
import type { ProblemList } from './problem-list.ts';
import { badTypescriptExport, typescriptFailed } from './problems.ts';
import { SourceText } from './source-text.ts';
import type { Transformation } from './types.ts';
import { importUserModule, unmarked } from './user-modules.ts';

/** A module of the project, or why it cannot be imported. */
export type UserModule =
  | { readonly module: unknown }
  | { readonly message: string; readonly at: Location | undefined };

/** Imports one of the project's own modules. @param file relative to the root. */
export async function importUserFile(root: string, file: string): Promise<UserModule> {
  try {
    return { module: await importUserModule(pathToFileURL(resolve(root, file))) };
  } catch (error) {
    return { message: messageOf(error), at: locationOf(error, root, file) };
  }
}

/**
 * Imports a `.ts` transformation and runs its `sql()`.
 * @returns undefined when that is not possible, which was reported then.
 */
export async function loadTypescript(
  root: string,
  file: string,
  vars: Readonly<Record<string, string>>,
  problems: ProblemList,
): Promise<Transformation | undefined> {
  const failed = (doing: 'load' | 'run', error: unknown): undefined => {
    problems.add(typescriptFailed, { file, doing, message: messageOf(error) }, locationOf(error, root, file));
    return undefined;
  };
  const refused = (reason: string): undefined => {
    const at = new SourceText(file, readFileSync(resolve(root, file), 'utf8')).locate(0);
    problems.add(badTypescriptExport, { file, reason }, at);
    return undefined;
  };

  let module: unknown;
  try {
    module = await importUserModule(pathToFileURL(resolve(root, file)));
  } catch (error) {
    return failed('load', error);
  }
  if (!isRecord(module) || module.default === undefined) return refused('has no default export');
  const definition = module.default;
  if (!isDefinedTable(definition)) return refused('exports something else than table({ … }) by default');
  if (typeof definition.sql !== 'function') return refused('gives table() no function `sql`');

  const refs = new Set<string>();
  const context: TransformationContext = {
    ref: (table) => {
      refs.add(table);
      return table;
    },
    stream: (table) => {
      refs.add(table);
      return `STREAM(${table})`;
    },
    source: 'source',
    vars,
  };
  let sql: unknown;
  try {
    sql = await definition.sql(context);
  } catch (error) {
    return failed('run', error);
  }
  if (typeof sql !== 'string') return refused(`returns ${kindOf(sql)} from sql(), not a text`);
  if (sql.trim() === '') return refused('returns an empty text from sql()');
  return { language: 'typescript', file, sql, refs: [...refs] };
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = unmarked(message)
    .replace(/ imported from .*/s, '')
    .split('\n');
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Where in the user's files it happened: the topmost frame of the stack that lies in the project. */
function locationOf(error: unknown, root: string, file: string): Location | undefined {
  const stack = error instanceof Error ? unmarked(error.stack ?? '') : '';
  const rootUrl = `${pathToFileURL(root).href}/`;
  for (const [, url = '', line, col] of stack.matchAll(/(file:\/\/\S+?):(\d+)(?::(\d+))?(?=\)|\n|$)/g)) {
    if (!url.startsWith(rootUrl) || url.includes('/node_modules/')) continue;
    const path = fileURLToPath(url);
    const source = sourceOf(shownPath(root, path), path);
    const start = source.startOfLine(Number(line)) + Number(col ?? caretColumn(stack)) - 1;
    return source.locate(start);
  }
  const source = sourceOf(file, resolve(root, file));
  const [, specifier] = /Cannot find (?:package|module) '([^']+)'/.exec(stack) ?? [];
  const start = specifier === undefined ? -1 : source.text.indexOf(specifier);
  return start === -1 ? source.locate(0) : source.locate(start, start + (specifier?.length ?? 0));
}

/** A syntax error draws its own pointer, under the last of the lines it shows. */
function caretColumn(stack: string): number {
  return (/^( *)\^/m.exec(stack)?.[1] ?? '').length + 1;
}

function sourceOf(shown: string, path: string): SourceText {
  return new SourceText(shown, readFileSync(path, 'utf8'));
}
