import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCode, HeadraceError, isRecord, type Problem, resolveLate } from '../../kernel/index.ts';

import { badOptions, unsetReference } from './problems.ts';

/** What a connector is made with; it gets texts only. */
export type ConnectorOptions = Readonly<Record<string, string>>;

/**
 * Reads the options of a connector: JSON, `@FILE`, or `-` for stdin.
 *
 * @throws HeadraceError (exit code 2) when they are no JSON object; what is written there is never repeated.
 */
export async function readOptions(
  said: string,
  { cwd, stdin }: { readonly cwd: string; readonly stdin: () => Promise<string> },
): Promise<ConnectorOptions> {
  const file = said.startsWith('@') ? said.slice(1) : undefined;
  let text = said;
  try {
    if (said === '-') text = await stdin();
    else if (file !== undefined) text = await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw refused(`${file ?? 'stdin'} cannot be read`, error);
  }
  const where = file ?? (said === '-' ? 'stdin' : 'the text');
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // What the parser says repeats what is written.
    throw refused(`${where} is no JSON`);
  }
  if (!isRecord(value)) throw refused(`${where} is no JSON object`);
  const given = Object.entries(value).filter(([, option]) => option !== null);
  return Object.fromEntries(
    given.map(([name, option]) => [name, typeof option === 'string' ? option : JSON.stringify(option)]),
  );
}

/**
 * The options of a connector.yml, with what its references stand for.
 *
 * @throws HeadraceError (exit code 2) for references that are not set.
 */
export function resolveOptions(
  written: Readonly<Record<string, string | number | boolean>>,
  env: NodeJS.ProcessEnv,
): ConnectorOptions {
  const problems: Problem[] = [];
  const resolved = Object.entries(written).map(([option, value]) => {
    const found = resolveLate(String(value), env);
    if ('missing' in found) problems.push(unsetReference({ option, references: found.missing }));
    return [option, 'value' in found ? found.value : ''];
  });
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return Object.fromEntries(resolved);
}

function refused(what: string, cause?: unknown): HeadraceError {
  return new HeadraceError(badOptions({ what }), { exitCode: exitCode.usage, cause });
}
