import { type Command, Help, InvalidArgumentError, Option } from 'commander';
import { parseJson } from '../kernel/index.ts';
import type { SelectionRequest } from '../plan/index.ts';

/** Options that mean the same on every command. */
export interface CommonOptions {
  readonly project: string;
  readonly target?: string;
  readonly var?: Readonly<Record<string, string>>;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

const commonHeading = 'Common options:';

/** How help is grouped: what every command has stands below what is a command's own. */
export const commonOptionsLast: Help['groupItems'] = (all, visible, headingOf) => {
  const groups = new Help().groupItems(all, visible, headingOf);
  const common = groups.get(commonHeading);
  if (!common) return groups;
  groups.delete(commonHeading);
  return groups.set(commonHeading, common);
};

/** Adds a command with the common options and its examples. */
export function addCommand(
  program: Command,
  name: string,
  description: string,
  examples: readonly (readonly [command: string, meaning: string])[],
): Command {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, meaning]) => `  ${command.padEnd(width)}   ${meaning}`);
  return program
    .command(name)
    .description(description)
    .optionsGroup(commonHeading)
    .option('-p, --project <dir>', 'folder of the project', '.')
    .addOption(new Option('--target <name>', 'target of the configuration to use').env('HEADRACE_TARGET'))
    .option('--var <name=value>', 'set a variable of the configuration (repeatable)', collectPairs)
    .option('--json', 'machine-readable output')
    .option('-q, --quiet', 'only problems')
    .option('--debug', 'stack traces with errors')
    .helpOption('-h, --help', 'print help')
    .optionsGroup('Options:')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Options that pick tables. */
export interface SelectionOptions {
  readonly tags?: readonly string[];
  readonly match?: 'all' | 'any';
  readonly layer?: readonly string[];
  readonly exclude?: readonly string[];
}

export function addSelection(command: Command): Command {
  return command
    .argument('[tables...]', 'table names; +name adds its inputs, name+ what reads it')
    .option('--tags <tags>', 'tables with these tags: a,b or a JSON array (repeatable)', collectList)
    .addOption(
      new Option('--match <how>', 'all: a table must have all the tags; any: one is enough').choices([
        'all',
        'any',
      ]),
    )
    .option('--layer <layers>', 'tables of these layers (repeatable)', collectList)
    .option('--exclude <tables>', 'leave these out in the end; + works here too (repeatable)', collectList);
}

/** What the options ask for; `match` falls back to the configuration's. */
export function selectionRequest(
  names: readonly string[],
  options: SelectionOptions,
  configuredMatch: 'all' | 'any',
): SelectionRequest {
  const { tags = [], match = configuredMatch, layer = [], exclude = [] } = options;
  return { names, tags, match, layers: layer, exclude };
}

/** `a,b`, repeated, or `["a","b"]`. */
export function collectList(text: string, before: readonly string[] = []): string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    const values = parseJson(trimmed);
    if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) {
      throw new InvalidArgumentError('Expected a JSON array of strings, such as ["daily","critical"].');
    }
    return [...before, ...values];
  }
  return [
    ...before,
    ...trimmed
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ];
}

/** `name=value`, repeated. */
export function collectPairs(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const separator = text.indexOf('=');
  if (separator < 1) throw new InvalidArgumentError('Expected name=value.');
  return { ...before, [text.slice(0, separator)]: text.slice(separator + 1) };
}

/** A whole number of at least `min`. */
export function wholeNumber(min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min) {
      throw new InvalidArgumentError(`Expected a whole number of at least ${min}.`);
    }
    return value;
  };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `2s`, `1.5m`, `1h` in milliseconds; a bare number is seconds. */
export function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const value = Number(match?.[1]) * (unitMs[match?.[2] ?? 's'] ?? 1);
  if (!match || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a duration such as 500ms or 2s.');
  return value;
}

/** The same, but not nothing: what is waited for between two polls. */
export function pauseMs(text: string): number {
  const value = durationMs(text);
  if (value === 0) throw new InvalidArgumentError('Expected more than nothing, such as 500ms or 2s.');
  return value;
}
