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
 * Reports passwords and tokens in the paths of sources (`https://user:password@host/…`). Looks at
 * what is written: the same from an environment variable is no secret of this file.
 */
export function reportPathSecrets(
  written: Readonly<Record<string, unknown>>,
  vars: Variables,
  file: YamlFile,
  problems: ProblemList,
): void {
  const tables = Array.isArray(written.tables) ? written.tables : [];
  for (const [index, table] of tables.entries()) {
    const paths = isRecord(table) && isRecord(table.source) ? table.source.path : undefined;
    const key = ['tables', index, 'source', 'path'];
    const places: [unknown, YamlPath][] = Array.isArray(paths)
      ? paths.map((path, item) => [path, [...key, item]])
      : [[paths, key]];
    for (const [path, place] of places) {
      if (typeof path !== 'string' || !holdsLiteralSecret(withVars(path, vars))) continue;
      const hint =
        `Write references in its place, such as https://\${env:DATA_USER}:\${env:DATA_PASSWORD}@host/…, ` +
        'and change the secret if it was ever shared.';
      const params = { what: pathName(place, written, 'the configuration'), hint };
      // Without its frame: that would print the secret.
      problems.add(literalSecret, params, { place: file.at(place).place });
    }
  }
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
