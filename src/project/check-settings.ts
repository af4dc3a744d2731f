import type * as z from 'zod';
import { isRecord, type Location, type Problem } from '../kernel/index.ts';
import { ProblemList } from './problem-list.ts';
import { wrongValue } from './problems.ts';
import { readYaml, type YamlPath } from './read-yaml.ts';
import { reportIssues } from './schema-problems.ts';

/** What a YAML file beside the configuration says, with the places in it. */
export interface CheckedSettings<T> {
  /** Undefined when something in it is wrong; see `problems`. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
  /** The place of the value at a path, or of the nearest thing around it that is written. */
  at(path: YamlPath): Location;
}

/**
 * Checks a YAML file that has a schema of its own, in the words and with the places of config.yml: keys without a
 * value count as not written, and keys that start with `x-` hold anchors.
 *
 * @param file how messages name it; @param whole what they call all of it, e.g. `connector.yml`.
 * @throws HeadraceError when the text is no YAML at all.
 */
export function checkSettings<S extends z.ZodObject>(
  { file, text, whole }: { readonly file: string; readonly text: string; readonly whole: string },
  schema: S,
): CheckedSettings<z.output<S>> {
  const problems = new ProblemList();
  const yaml = readYaml(file, text, problems);
  const at = (path: YamlPath): Location => yaml.at(path);
  if (!isRecord(yaml.value) && yaml.value !== null) {
    const params = { name: whole, expected: 'a mapping (`key: value` lines)', found: 'something else' };
    problems.add(wrongValue, params, yaml.at([]));
    return { value: undefined, problems: problems.sorted(file), at };
  }
  const written = withoutEmpty(yaml.value ?? {});
  const result = schema.safeParse(written);
  if (!result.success) {
    const checked = { schema, value: written, written, file: yaml, whole, isUnresolved: () => false };
    reportIssues(result.error.issues, checked, problems);
  }
  const found = problems.sorted(file);
  return { value: found.length > 0 ? undefined : result.data, problems: found, at };
}

/** Without keys that have no value, at any depth, and without `x-` keys. */
function withoutEmpty(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null && inner !== undefined && !key.startsWith('x-'))
      .map(([key, inner]) => [key, isRecord(inner) ? withoutEmpty(inner) : inner]),
  );
}
