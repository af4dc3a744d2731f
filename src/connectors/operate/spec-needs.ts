import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../kernel/index.ts';
import { readSpec } from '../discover/index.ts';

/** What a connector's `connector_spec.yaml` says of its connection. */
export interface SpecNeeds {
  /** Options that it asks for, one set for each way to sign in. */
  readonly optionSets: readonly (readonly string[])[];
  /** Table options that the connection must let through. */
  readonly allowed: readonly string[];
}

/** Best effort: a file that is missing or odd says nothing. */
export async function readSpecNeeds(connector: string): Promise<SpecNeeds> {
  const folder = extname(connector) === '.py' ? dirname(connector) : connector;
  const text = await readFile(join(folder, 'connector_spec.yaml'), 'utf8').catch(() => '');
  const sets = await readSpec(connector);
  return { optionSets: sets.map((set) => Object.keys(set)), allowed: allowedIn(text) };
}

function allowedIn(text: string): string[] {
  try {
    const spec: unknown = parse(text);
    const list = isRecord(spec) ? spec.external_options_allowlist : undefined;
    return typeof list === 'string'
      ? list
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean)
      : [];
  } catch {
    return [];
  }
}
