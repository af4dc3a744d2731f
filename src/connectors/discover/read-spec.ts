import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../kernel/index.ts';

/** Names of options, each with the value that it needs, or null where any will do. */
export type OptionNames = Readonly<Record<string, string | null>>;

/**
 * The options that a connector's `connector_spec.yaml` asks for, one set for each way to sign in. Best effort: it
 * only serves to guess, so a file that is missing or odd gives none.
 */
export async function readSpec(connector: string): Promise<readonly OptionNames[]> {
  const folder = extname(connector) === '.py' ? dirname(connector) : connector;
  const text = await readFile(join(folder, 'connector_spec.yaml'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    return optionSets(parse(text));
  } catch {
    return [];
  }
}

function optionSets(spec: unknown): OptionNames[] {
  const connection = isRecord(spec) && isRecord(spec.connection) ? spec.connection : {};
  const shared = required(connection.parameters);
  const methods = Array.isArray(connection.auth_methods) ? connection.auth_methods.filter(isRecord) : [];
  const sets = methods.map((method): OptionNames => {
    const kinds = shared.filter((name) => /^auth_(?:type|method|mode)$/.test(name));
    const name = typeof method.name === 'string' ? method.name : null;
    return {
      ...Object.fromEntries([...shared, ...required(method.parameters)].map((option) => [option, null])),
      ...Object.fromEntries(kinds.map((kind) => [kind, name])),
    };
  });
  const all = sets.length > 0 ? sets : [Object.fromEntries(shared.map((option) => [option, null]))];
  // Where the platform signs in, it hands over a token that no parameter speaks of.
  return isRecord(connection.oauth) ? [...all, ...all.map((set) => ({ ...set, access_token: null }))] : all;
}

function required(parameters: unknown): string[] {
  if (!Array.isArray(parameters)) return [];
  return parameters.filter(isRecord).flatMap(({ name, required }) => {
    return typeof name === 'string' && required === true ? [name] : [];
  });
}
