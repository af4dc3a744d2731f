import { isRecord } from '../kernel/index.ts';
import type { ProblemList } from './problem-list.ts';
import { literalSecret } from './problems.ts';
import type { YamlFile, YamlPath } from './read-yaml.ts';
import { reference } from './references.ts';
import { pathName } from './schema-problems.ts';

/** Variables by name, as written. */
type Variables = ReadonlyMap<string, { readonly value: unknown }>;

/** Stands for what is known only when a reference is resolved. */
const unknown = '\uFFFC';

/**
 * Reports passwords and tokens in addresses (`https://user:password@host/…`). Looks at
 * what is written: the same from an environment variable is no secret of this file.
 */
export function reportPathSecrets(
  written: Readonly<Record<string, unknown>>,
  vars: Variables,
  file: YamlFile,
  problems: ProblemList,
): void {
  for (const [path, place] of addresses(written)) {
    if (typeof path !== 'string' || !holdsLiteralSecret(withVars(path, vars))) continue;
    const hint =
      `Write references in its place, such as https://\${env:DATA_USER}:\${env:DATA_PASSWORD}@host/…, ` +
      'and change the secret if it was ever shared.';
    const params = { what: pathName(place, written, 'the configuration'), hint };
    // Without its frame: that would print the secret.
    problems.add(literalSecret, params, { place: file.at(place).place });
  }
}

/** Whatever may be an address: paths of sources, URLs of connections. */
function addresses(written: Readonly<Record<string, unknown>>): [value: unknown, place: YamlPath][] {
  const found: [unknown, YamlPath][] = [];
  const add = (value: unknown, place: YamlPath): void => {
    if (Array.isArray(value))
      found.push(...value.map((item, index): [unknown, YamlPath] => [item, [...place, index]]));
    else found.push([value, place]);
  };
  const tables = Array.isArray(written.tables) ? written.tables : [];
  for (const [index, table] of tables.entries()) {
    if (isRecord(table) && isRecord(table.source))
      add(table.source.path, ['tables', index, 'source', 'path']);
  }
  for (const [name, connection] of Object.entries(isRecord(written.connections) ? written.connections : {})) {
    if (isRecord(connection)) add(connection.url, ['connections', name, 'url']);
  }
  if (isRecord(written.notify) && isRecord(written.notify.email)) {
    add(written.notify.email.server, ['notify', 'email', 'server']);
  }
  return found;
}

function holdsLiteralSecret(url: string): boolean {
  const [, scheme = '', user = '', password = ''] =
    /^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#:]*)(?::([^/?#]*))?@/i.exec(url) ?? [];
  // Alone it may be a token; in other schemes it is no secret (`abfss://container@account`).
  const secret = password === '' && /^https?$/i.test(scheme) ? user : password;
  return secret !== '' && !secret.includes(unknown);
}

/** Variables are in this file too; what else is referred to is not. */
function withVars(text: string, vars: Variables, depth = 0): string {
  return text.replace(reference, (all: string, escaped: string, kind: string, name: string) => {
    if (escaped) return all.slice(1);
    const value = kind === 'var' ? vars.get(name.trim())?.value : undefined;
    return value === undefined || depth > 9 ? unknown : withVars(String(value), vars, depth + 1);
  });
}
