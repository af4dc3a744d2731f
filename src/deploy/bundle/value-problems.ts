import type { Problem } from '../../kernel/index.ts';
import type { GeneratedFile } from '../generated/index.ts';
import { environmentValue, misplacedReference } from './problems.ts';

/** Shorter values occur by chance. */
const shortest = 4;

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
  const values = [...used].filter(([, value]) => value.length >= shortest);
  return files.flatMap(({ path, text }) => {
    const references = new Set([...text.matchAll(/\$\{(?:env|secret):[^{}]*\}/g)].map(([all]) => all));
    return [
      ...[...references].map((written) => misplacedReference({ written, file: path })),
      ...values
        .filter(([, value]) => text.includes(value))
        .map(([name]) => environmentValue({ name, file: path })),
    ];
  });
}
