import type { Project } from '../../project/index.ts';
import { sparkLiteral } from './spark-sql.ts';

const reference = /\$\{var:([^{}]*)\}/g;

/** Names that the bundle itself uses. */
const taken = ['catalog', 'schema'];

/** What a variable of the configuration is called in the bundle, and as a parameter of pipelines. */
function bundleVariable(name: string): string {
  const plain = name.trim().replace(/\W+/g, '_');
  return taken.includes(plain) || !/^[A-Za-z]/.test(plain) ? `var_${plain}` : plain;
}

/**
 * Variables that paths of sources use: their values differ per target, so the bundle has them as variables
 * too, and pipelines as parameters.
 */
export function pathVariables({ tables, vars }: Project): ReadonlyMap<string, string> {
  const used = new Set<string>();
  for (const { source } of tables.values()) {
    for (const path of (source?.type === 'files' && source.writtenPaths) || []) {
      for (const [, name = ''] of path.matchAll(reference)) used.add(name.trim());
    }
  }
  return new Map([...used].sort().map((name) => [bundleVariable(name), vars[name] ?? '']));
}

/** A path as a literal in which variables are parameters: `'${landing}/orders/*.csv'`. */
export function pathPattern(written: string): string {
  const parts = written.split(reference);
  // Splitting by a pattern with a group leaves texts and names in turn.
  const inner = parts.map((part, index) =>
    index % 2 === 1 ? `\${${bundleVariable(part)}}` : sparkLiteral(part).slice(1, -1),
  );
  return `'${inner.join('')}'`;
}
