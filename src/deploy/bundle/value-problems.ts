import type { Problem } from '../../kernel/index.ts';
import { sparkLiteral } from '../../sql/index.ts';
import type { GeneratedFile } from '../generated/index.ts';
import { environmentValue, misplacedReference } from './problems.ts';

/** Shorter values occur by chance. */
const shortest = 4;
const longLine = 16;

/**
 * Values that must not stand in files that are committed and deployed: those of the environment, and references
 * that nobody would resolve there.
 *
 * @param used variables of the environment that the configuration refers to, with their values.
 */
export function valueProblems(
  files: readonly GeneratedFile[],
  used: ReadonlyMap<string, string>,
): readonly Problem[] {
  const values = [...used]
    .filter(([, value]) => value.length >= shortest)
    .map(([name, value]) => ({ name, forms: formsOf(value) }));
  return files.flatMap(({ path, text }) => {
    const references = new Set([...text.matchAll(/\$\{(?:env|secret):[^{}]*\}/g)].map(([all]) => all));
    return [
      ...[...references].map((written) => misplacedReference({ written, file: path })),
      ...values
        .filter(({ forms }) => forms.some((form) => text.includes(form)))
        .map(({ name }) => environmentValue({ name, file: path })),
    ];
  });
}

/** How a value may stand in a file: as it is, or as YAML, Python and SQL quote it; of a key of many lines, its lines. */
function formsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= longLine);
  return [
    ...(value.includes('\n') ? lines : []),
    ...[value, JSON.stringify(value).slice(1, -1), sparkLiteral(value).slice(1, -1)],
    value.replaceAll("'", "''"),
  ];
}
