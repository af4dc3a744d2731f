import type { Problem } from '../kernel/index.ts';
import type { Layer, Table } from '../project/index.ts';
import { type Graph, reachable } from './graph.ts';
import { nothingSelected, unknownLayer, unknownTable, unknownTag } from './problems.ts';

/** What the user asked for; empty lists ask for everything. */
export interface SelectionRequest {
  /** Table names, each with an optional `+` before (with its inputs) or behind (with its outputs). */
  readonly names: readonly string[];
  readonly tags: readonly string[];
  readonly match: 'all' | 'any';
  readonly layers: readonly string[];
  /** Names, with `+` likewise. */
  readonly exclude: readonly string[];
}

export interface Selection {
  readonly tables: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

interface Pattern {
  readonly name: string;
  readonly withInputs: boolean;
  readonly withOutputs: boolean;
}

function parsePattern(text: string): Pattern {
  return {
    name: text.replace(/^\+/, '').replace(/\+$/, ''),
    withInputs: text.startsWith('+'),
    withOutputs: text.endsWith('+'),
  };
}

/**
 * Picks tables. Kinds of option narrow together; `+` then widens what was named; exclusion is last.
 * With names that carry `+`, the widening starts from those of them that the other options left.
 */
export function select(
  tables: ReadonlyMap<string, Table>,
  graph: Graph,
  request: SelectionRequest,
): Selection {
  const problems: Problem[] = [];
  const known = (patterns: readonly Pattern[]): Pattern[] =>
    patterns.filter(({ name }) => {
      if (tables.has(name)) return true;
      problems.push(unknownTable({ name, names: [...tables.keys()] }));
      return false;
    });
  const named = known(request.names.map(parsePattern));
  const excluded = known(request.exclude.map(parsePattern));

  const allTags = new Set([...tables.values()].flatMap((table) => table.tags));
  for (const tag of request.tags) {
    if (!allTags.has(tag)) problems.push(unknownTag({ tag, tags: [...allTags] }));
  }
  for (const layer of request.layers) {
    if (!isLayer(layer)) problems.push(unknownLayer({ layer }));
  }

  const passes = (table: Table): boolean => {
    const { tags, layers, match } = request;
    if (layers.length > 0 && !layers.includes(table.layer)) return false;
    if (tags.length === 0) return true;
    return match === 'all'
      ? tags.every((tag) => table.tags.includes(tag))
      : tags.some((tag) => table.tags.includes(tag));
  };

  const start = request.names.length > 0 ? named : [...tables.keys()].map(parsePattern);
  const left = start.filter(({ name }) => {
    const table = tables.get(name);
    return table !== undefined && passes(table);
  });
  const selected = widen(left, graph);
  for (const name of widen(excluded, graph)) selected.delete(name);

  if (selected.size === 0 && problems.length === 0 && tables.size > 0) {
    problems.push(nothingSelected({ request: describe(request), match: request.match }));
  }
  return { tables: selected, problems };
}

function widen(patterns: readonly Pattern[], graph: Graph): Set<string> {
  const names = new Set(patterns.map(({ name }) => name));
  const up = patterns.filter(({ withInputs }) => withInputs).map(({ name }) => name);
  const down = patterns.filter(({ withOutputs }) => withOutputs).map(({ name }) => name);
  return new Set([...names, ...reachable(up, graph.inputs), ...reachable(down, graph.outputs)]);
}

function isLayer(text: string): text is Layer {
  return text === 'bronze' || text === 'silver' || text === 'gold';
}

function describe({ names, tags, match, layers, exclude }: SelectionRequest): string {
  const parts = [
    names.length > 0 && names.join(' '),
    tags.length > 0 && `--tags ${tags.join(',')} --match ${match}`,
    layers.length > 0 && `--layer ${layers.join(',')}`,
    exclude.length > 0 && `--exclude ${exclude.join(',')}`,
  ];
  return parts.filter(Boolean).join(' ');
}
