import type * as z from 'zod';
import { isRecord, nearest } from '../kernel/index.ts';
import { typeMistake } from './column-type.ts';
import { choicesOf, expectedWords, foundWords, keysOf, nameWords, schemaAt } from './expectation.ts';
import type { ProblemList } from './problem-list.ts';
import {
  literalSecret,
  missingKey,
  unknownColumnType,
  unknownKey,
  unsupportedBackend,
  unsupportedSource,
  wrongValue,
} from './problems.ts';
import type { YamlFile, YamlPath } from './read-yaml.ts';
import { laterBackends, literalSecretIssue } from './search-schema.ts';
import { isSecretName } from './secrets.ts';
import { columnTypeIssue, laterSourceTypes } from './source-schema.ts';
import { fileFormats } from './types.ts';

type Issue = z.core.$ZodIssue;

/** What the issues are about. */
export interface CheckedValue {
  readonly schema: z.core.$ZodType;
  /** What was checked, with references resolved. */
  readonly value: unknown;
  /** The same as written: messages quote this, never the value of an environment variable. */
  readonly written: unknown;
  readonly file: YamlFile;
  /** What messages call the whole. */
  readonly whole: string;
  /** Whether a path holds a reference that could not be resolved, which was reported already. */
  readonly isUnresolved: (path: YamlPath) => boolean;
}

/** Puts the schema's issues into words and places. */
export function reportIssues(issues: readonly Issue[], checked: CheckedValue, problems: ProblemList): void {
  for (const issue of issues) report(issue, [], checked, problems);
}

function report(issue: Issue, before: YamlPath, checked: CheckedValue, problems: ProblemList): void {
  const { file, schema, value, written, whole } = checked;
  const path: YamlPath = [
    ...before,
    ...issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
  ];
  if (checked.isUnresolved(path)) return;

  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, value, path));
    for (const key of issue.keys) {
      const at = file.keyAt([...path, key]) ?? file.at(path);
      problems.add(
        unknownKey,
        { key, where: nameOf(path, written, whole), known, meant: meantBy(key, known) },
        at,
      );
    }
    return;
  }
  if (issue.code === 'invalid_key') {
    const name = `The name "${path.at(-1)}" in ${nameOf(path.slice(0, -1), written, whole)}`;
    const expected = nameWords(schemaAt(schema, value, path.slice(0, -1)));
    problems.add(wrongValue, { name, expected, found: 'not' }, file.keyAt(path) ?? file.at(path));
    return;
  }
  if (issue.code === 'custom' && issue.params?.problem === literalSecretIssue) {
    // Without its frame: that would print the secret.
    problems.add(literalSecret, { what: pathName(path, written, whole) }, { place: file.at(path).place });
    return;
  }
  if (issue.code === 'custom' && issue.params?.problem === columnTypeIssue) {
    reportColumnType(path, checked, problems);
    return;
  }
  if (issue.code === 'invalid_union' && !('discriminator' in issue)) {
    const meant = issue.errors.find((branch) => !branch.some(isOtherKind));
    if (meant) {
      for (const inner of meant) report(inner, path, checked, problems);
      return;
    }
  }
  reportValue(path, checked, problems);
}

/** Quotes the type as written only: the value of a reference may come from the environment. */
function reportColumnType(path: YamlPath, checked: CheckedValue, problems: ProblemList): void {
  const { file, value, written, whole } = checked;
  const type = valueAt(value, path);
  const isWritten = type === valueAt(written, path);
  const params = {
    column: String(path.at(-1)),
    table: nameOf(path.slice(0, 2), written, whole),
    type: foundWords(valueAt(written, path)),
    ...(isWritten && typeof type === 'string' && typeMistake(type)),
  };
  problems.add(unknownColumnType, params, file.at(path));
}

/** Whether a branch of a union was not meant at all: the value is of another kind. */
function isOtherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** A value that is not there, or is not what it should be. */
function reportValue(path: YamlPath, checked: CheckedValue, problems: ProblemList): void {
  const { file, schema, value, written, whole } = checked;
  const parent = path.slice(0, -1);
  const key = path.at(-1);
  const wanted = schemaAt(schema, value, path);
  const expected = expectedWords(wanted);
  const found = valueAt(written, path);

  if ((found === undefined || found === null) && typeof key === 'string') {
    const at = file.keyAt(path);
    // Written with a typing error it is told as an unknown key, with this one as the suggestion.
    if (at === undefined && isMistyped(key, valueAt(value, parent), schemaAt(schema, value, parent))) return;
    const params = { key, where: nameOf(parent, written, whole), expected, written: at !== undefined };
    problems.add(missingKey, params, at ?? file.at(parent));
    return;
  }
  const isSourceType = key === 'type' && parent.at(-1) === 'source';
  if (isSourceType && typeof found === 'string' && laterSourceTypes.has(found.toLowerCase())) {
    problems.add(unsupportedSource, { type: found.toLowerCase(), readable: fileFormats }, file.at(path));
    return;
  }
  const backend = path.join('.') === 'search.backend' ? String(valueAt(value, path)).toLowerCase() : '';
  if (laterBackends.has(backend)) {
    problems.add(unsupportedBackend, { backend }, file.at(path));
    return;
  }
  const secret = typeof key === 'string' && isSecretName(key);
  const params = {
    name: pathName(path, written, whole),
    expected,
    found: secret ? 'something else' : foundWords(found),
    suggestion: typeof found === 'string' && !secret ? meantBy(found, choicesOf(wanted)) : undefined,
  };
  problems.add(wrongValue, params, secret ? { place: file.at(path).place } : file.at(path));
}

function isMistyped(key: string, mapping: unknown, schema: z.core.$ZodType | undefined): boolean {
  const known = keysOf(schema);
  const unknown = Object.keys(isRecord(mapping) ? mapping : {}).filter((name) => !known.includes(name));
  return unknown.some((name) => meantBy(name, known) === key);
}

/** The word that was meant: nearly the same, or the beginning of it. */
function meantBy(found: string, known: readonly string[]): string | undefined {
  return (
    nearest(found, known) ?? (found.length < 3 ? undefined : known.find((word) => word.startsWith(found)))
  );
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value;
  for (const key of path) {
    found =
      isRecord(found) && Object.hasOwn(found, key)
        ? found[key]
        : Array.isArray(found)
          ? found[Number(key)]
          : undefined;
  }
  return found;
}

function isIndexes(path: YamlPath): boolean {
  return path[0] === 'search' && path[1] === 'indexes';
}

/** How a person calls what stands at a path, at the start of a sentence. */
export function pathName(path: YamlPath, root: unknown, whole: string): string {
  const name = nameOf(path, root, whole);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** How a person calls what stands at a path: `"layer" of table "orders"`. */
function nameOf(path: YamlPath, root: unknown, whole: string): string {
  let owner = whole;
  let depth = 0;
  if (path[0] === 'tables' && path.length > 1) {
    const name = valueAt(root, [...path.slice(0, 2), 'name']);
    if (typeof name === 'string') owner = `table "${name}"`;
    else owner = typeof path[1] === 'string' ? `table "${path[1]}"` : `table number ${Number(path[1]) + 1}`;
    depth = 2;
  } else if (path[0] === 'targets' && path.length > 1) {
    owner = `target "${path[1]}"`;
    depth = 2;
  } else if (isIndexes(path) && path.length > 2) {
    owner = `index "${path[2]}"`;
    depth = 3;
  } else if ((path[0] === 'connections' || path[0] === 'loads') && path.length > 1) {
    owner = `${path[0].slice(0, -1)} "${path[1]}"`;
    depth = 2;
  }
  const rest = path.slice(depth);
  if (rest.length === 0) return owner;
  const item = rest.at(-1);
  if (typeof item === 'number') return `item ${item + 1} of ${nameOf(path.slice(0, -1), root, whole)}`;
  const quoted = `"${rest.join('.')}"`;
  return depth === 0 ? quoted : `${quoted} of ${owner}`;
}
