import type { Project } from '../../project/index.ts';
import { sparkLiteral } from '../../sql/index.ts';

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
export function pathVariables(project: Project): ReadonlyMap<string, string> {
  return new Map(usedIn(project).map((name) => [bundleVariable(name), project.vars[name] ?? '']));
}

/** Names of which only one can be had in the bundle: `my-data` and `my_data`, or one that bundle.configuration has. */
export function clashingVariables(project: Project): readonly (readonly string[])[] {
  const used = Map.groupBy(usedIn(project), bundleVariable);
  return [...used].flatMap(([name, same]) => {
    const names = [
      ...same,
      ...(name in project.bundle.configuration ? [`bundle.configuration.${name}`] : []),
    ];
    return names.length > 1 ? [names] : [];
  });
}

function usedIn({ tables }: Project): string[] {
  const used = new Set<string>();
  for (const { source } of tables.values()) {
    for (const path of (source?.type === 'files' && source.writtenPaths) || []) {
      for (const [, name = ''] of path.matchAll(reference)) used.add(name.trim());
    }
  }
  return [...used].sort();
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
