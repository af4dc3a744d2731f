import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { exitCode, HeadraceError, isRecord, type Location, type Problem } from '../kernel/index.ts';
import type { ProblemList } from './problem-list.ts';
import { duplicateKey, invalidYaml } from './problems.ts';
import { SourceText } from './source-text.ts';
import { keyText, surveyYaml, type YamlSurvey } from './survey-yaml.ts';

/** The way to a value: keys and list positions from the top. */
export type YamlPath = readonly (string | number)[];

/** Aliases may multiply a text; far above any real configuration, far below a bomb. */
export const maxAliasCount = 100_000;

// Errors are worded and framed here, and keys are checked here, with both places.
export const yamlOptions = { prettyErrors: false, uniqueKeys: false, stringKeys: true, merge: true };

/** A parsed YAML file that knows where each of its values stands. */
export class YamlFile {
  readonly source: SourceText;
  /** The content as plain values; for a key written twice, the last. */
  readonly value: unknown;
  readonly #contents: unknown;
  readonly #aliases: YamlSurvey['aliases'];

  constructor(source: SourceText, document: Document.Parsed, value: unknown, { aliases }: YamlSurvey) {
    this.source = source;
    this.value = value;
    this.#contents = document.contents;
    this.#aliases = aliases;
  }

  /** The value at a path, as it is written; undefined when there is none. */
  valueAt(path: YamlPath): unknown {
    return path.reduce<unknown>((value, key) => {
      if (Array.isArray(value)) return value[Number(key)];
      return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }, this.value);
  }

  /** The place of the value at a path, or of the nearest thing around it that is written. */
  at(path: YamlPath): Location {
    let node: unknown = this.#contents;
    let key: unknown;
    for (const step of path) {
      const pair = this.#pair(node, step);
      const next = pair ? pair.value : this.#item(node, step);
      if (next === undefined || next === null) return this.#locate(pair?.key ?? node);
      key = pair?.key;
      node = next;
    }
    const invisible = isScalar(node) && node.range?.[0] === node.range?.[1];
    return this.#locate(invisible && key ? key : node);
  }

  /** The place of the key that a path ends with, when it is written (not merged in by `<<`). */
  keyAt(path: YamlPath): Location | undefined {
    const last = path.at(-1);
    if (last === undefined) return undefined;
    let node: unknown = this.#contents;
    for (const step of path.slice(0, -1)) node = this.#pair(node, step)?.value ?? this.#item(node, step);
    const key = this.#pair(node, last)?.key;
    return key === undefined ? undefined : this.#locate(key);
  }

  #pair(node: unknown, key: string | number): Pair | undefined {
    const map = this.#resolved(node);
    if (!isMap(map)) return undefined;
    return map.items.find((pair) => keyText(pair) === String(key)) ?? this.#mergedPair(map, key);
  }

  /** Looks through `<<: *defaults` and `<<: [*a, *b]`. */
  #mergedPair(map: YAMLMap, key: string | number): Pair | undefined {
    const merge = map.items.find((pair) => keyText(pair) === '<<')?.value;
    if (merge === undefined) return undefined;
    const sources = isSeq(merge) ? merge.items : [merge];
    for (const source of sources) {
      const found = this.#pair(source, key);
      if (found) return found;
    }
    return undefined;
  }

  #item(node: unknown, index: string | number): unknown {
    const list = this.#resolved(node);
    return isSeq(list) ? list.items[Number(index)] : undefined;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? this.#aliases.get(node) : node;
  }

  #locate(node: unknown): Location {
    const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
    return this.source.locate(range?.[0] ?? 0, range?.[1]);
  }
}

/**
 * Parses YAML. Keys written twice are collected; whatever keeps the text from being understood at
 * all is thrown, every error of it at once.
 */
export function readYaml(file: string, text: string, problems: ProblemList): YamlFile {
  const source = new SourceText(file, text);
  const document = parseDocument(text, yamlOptions);
  const errors = firstOfEach(source, [...document.errors, ...document.warnings]).map((error) =>
    syntaxProblem(source, error),
  );
  const survey = surveyYaml(document.contents);
  errors.push(...unresolvedAliases(source, survey));
  if (errors.length > 0) throw new HeadraceError(errors, { exitCode: exitCode.usage });
  for (const { key, node, first } of survey.duplicates) {
    const at = source.locate(node.range?.[0] ?? 0, node.range?.[1]);
    problems.add(duplicateKey, { key, firstLine: source.lineAt(first) }, at);
  }
  try {
    return new YamlFile(source, document, document.toJS({ maxAliasCount }), survey);
  } catch (error) {
    const message = error instanceof Error ? `${error.message}.` : 'its aliases cannot be resolved.';
    throw new HeadraceError(invalidYaml({ message }, source.locate(0)), {
      exitCode: exitCode.usage,
      cause: error,
    });
  }
}

const hints: { readonly [code in YAMLError['code']]?: string } = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Look for a bracket that is not closed, or a line indented differently from its neighbours.',
  BLOCK_AS_IMPLICIT_KEY:
    'Text with ": " in it needs quotes; and a nested key starts on a line of its own, indented further.',
  MULTILINE_IMPLICIT_KEY: 'Look for a missing ":" after a key, or for a line indented too far.',
  MISSING_CHAR: 'Look for a quote or a ":" that is missing in this line or the one before.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  UNEXPECTED_TOKEN: 'Text with { } [ ] or "," in it needs quotes where it stands inside brackets.',
  MULTIPLE_DOCS: 'A configuration is one document: take out the line `---`.',
  TAG_RESOLVE_FAILED: 'Tags such as `!name` are not used here; put text that starts with "!" in quotes.',
};

/** The parser goes on after a mistake, and finds one in every word that it has lost its place at. */
function firstOfEach(source: SourceText, errors: readonly YAMLError[]): YAMLError[] {
  const lines = new Set<number>();
  return errors.filter(({ message, pos: [at] }, index) => {
    const line = source.lineAt(at);
    if (lines.has(line) || (index > 0 && /^Unexpected .* in YAML stream/.test(message))) return false;
    lines.add(line);
    return true;
  });
}

function syntaxProblem(source: SourceText, error: YAMLError): Problem {
  const message =
    error.code === 'MULTIPLE_DOCS'
      ? 'it holds several documents.'
      : `${error.message.replace(/[.:]?$/, '')}.`;
  const line = source.lineAt(error.pos[0]);
  const hasReference = source.text
    .slice(source.startOfLine(line), source.startOfLine(line + 1))
    .includes('${');
  const hint = hasReference ? `Inside brackets, text with \${…} in it needs quotes.` : hints[error.code];
  return invalidYaml({ message, hint }, source.locate(error.pos[0], error.pos[1]));
}

function unresolvedAliases(source: SourceText, { unresolved }: YamlSurvey): Problem[] {
  return unresolved.map(({ source: name, range }) => {
    const message = `*${name} refers to nothing: no &${name} is complete before it.`;
    const hint = 'Text that starts with "*" needs quotes.';
    return invalidYaml({ message, hint }, source.locate(range?.[0] ?? 0, range?.[1]));
  });
}
