import type { Analyzer, Fields } from '../client/types.ts';

/** What an index is to be like; see {@link indexBody}. */
export interface IndexDefinition {
  /** What documents hold. Empty: nobody knows, so Elasticsearch guesses. */
  readonly fields: Fields;
  /** `standard` unless said. */
  readonly analyzer?: Analyzer;
  /** 1 unless said. */
  readonly numberOfShards?: number;
  /** As the cluster has it unless said. */
  readonly numberOfReplicas?: number;
  /** Whether vectors can be searched, which is most of the work of writing them. Yes, unless said. */
  readonly indexVectors?: boolean;
}

/** As for creating an index. */
export interface IndexBody {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
}

export type Mapping = Readonly<Record<string, unknown>>;

/** The largest whole value that Lucene takes is 32,766 bytes; a character has up to four. */
const longestKeyword = 8191;

/** Of the field that `sync` and `load` add to every document; see `Stamp`. Who compares reads columns, which needs no index. */
export const stampMapping: Mapping = {
  dynamic: false,
  properties: {
    b: { type: 'integer', index: false },
    h: { type: 'long', index: false },
    l: { type: 'long', index: false },
  },
};

/**
 * Settings and mappings for a definition.
 *
 * With fields, only these can be asked about; whatever else documents hold is kept and shown, but can
 * neither fill up the mapping nor contradict it. Their types are strict: a value that does not fit is
 * refused. Without fields, everything is mapped by its first value. As a guess must not cost documents, what
 * does not fit it later is kept but not found.
 */
export function indexBody(definition: IndexDefinition): IndexBody {
  const { fields, numberOfShards = 1, numberOfReplicas } = definition;
  const guessed = Object.keys(fields).length === 0;
  const properties: Tree = {};
  for (const [name, type] of Object.entries(fields))
    place(properties, name.split('.'), fieldMapping(type, definition));
  return {
    settings: {
      number_of_shards: numberOfShards,
      ...(numberOfReplicas === undefined ? {} : { number_of_replicas: numberOfReplicas }),
      'mapping.total_fields.limit': Math.max(1000, 2 * countFields(properties) + 100),
      ...(guessed
        ? { 'mapping.ignore_malformed': true, 'mapping.total_fields.ignore_dynamic_beyond_limit': true }
        : {}),
    },
    mappings: {
      ...(guessed ? guessing(definition) : { dynamic: false }),
      properties: { ...properties, _headrace: stampMapping },
    },
  };
}

function fieldMapping(type: Fields[string], definition: IndexDefinition): Mapping {
  switch (type.type) {
    case 'text':
      return textMapping(type.keyword ?? false, definition);
    case 'keyword':
      return { type: 'keyword', ignore_above: longestKeyword };
    case 'object':
      return { type: 'object', enabled: false };
    case 'vector':
      return definition.indexVectors === false
        ? { type: 'dense_vector', dims: type.dimensions, index: false }
        : { type: 'dense_vector', dims: type.dimensions, index: true, similarity: 'cosine' };
    default:
      return { type: type.type };
  }
}

function textMapping(keyword: boolean, { analyzer = 'standard' }: IndexDefinition): Mapping {
  return {
    type: 'text',
    ...(analyzer === 'standard' ? {} : { analyzer }),
    ...(keyword ? { fields: { keyword: { type: 'keyword', ignore_above: longestKeyword } } } : {}),
  };
}

function guessing(definition: IndexDefinition): Mapping {
  return {
    dynamic: true,
    date_detection: false,
    dynamic_templates: [
      { strings: { match_mapping_type: 'string', mapping: textMapping(true, definition) } },
    ],
  };
}

interface Tree {
  [name: string]: Mapping;
}

/** Puts a field where its dots lead. An object with fields of its own is one that can be asked about. */
function place(into: Tree, [name = '', ...rest]: readonly string[], mapping: Mapping): void {
  const { properties: inner, ...there } = into[name] ?? {};
  if (rest.length === 0 && inner === undefined) {
    into[name] = mapping;
    return;
  }
  const properties: Tree = isTree(inner) ? inner : {};
  if (rest.length > 0) place(properties, rest, mapping);
  const { enabled: _, ...own } = rest.length > 0 ? there : mapping;
  into[name] = { ...own, properties };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function countFields(properties: Tree): number {
  let n = 0;
  for (const { properties: inner, fields } of Object.values(properties)) {
    n += 1 + (isTree(fields) ? Object.keys(fields).length : 0) + (isTree(inner) ? countFields(inner) : 0);
  }
  return n;
}
