import { isRecord } from '../kernel/index.ts';

/** One place where a SELECT reads a relation. */
export interface Reference {
  readonly name: string;
  /** `bronze` in `bronze.orders`, when a schema (or catalog) was written. */
  readonly schema: string | undefined;
  /** Read through `STREAM(name)`: only its new rows. */
  readonly stream: boolean;
  /** 0-based offset into the SQL, in UTF-8 bytes. */
  readonly offset: number;
}

/** What a SELECT needs, read from its syntax tree. */
export interface SelectFacts {
  readonly references: readonly Reference[];
  /** What makes its value differ from call to call (`current_timestamp`, `random`, …), if anything. */
  readonly volatile: readonly string[];
  /** Tables whose new rows are joined with each other's. */
  readonly joinedStreams: readonly string[];
  /** Table functions that read from outside the project. Offsets as in {@link Reference}. */
  readonly outside: readonly { readonly name: string; readonly offset: number }[];
}

/** Functions whose value differs from call to call, or with the time of day. */
const volatileFunctions = new Set([
  'array_shuffle',
  'current_localtime',
  'current_localtimestamp',
  'gen_random_uuid',
  'get_current_time',
  'get_current_timestamp',
  'nextval',
  'now',
  'rand',
  'randn',
  'random',
  'shuffle',
  'today',
  'transaction_timestamp',
  'txid_current',
  'unix_timestamp',
  'uuid',
  'uuidv4',
  'uuidv7',
]);

/** Values that SQL spells without parentheses; anything else without them is a column. */
const volatileKeywords = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
]);

/** Functions that make rows of their arguments alone; all others read something from outside. */
const tableFunctions = new Set(['explode', 'generate_series', 'range', 'sequence', 'stream', 'unnest']);

/**
 * Walks the syntax tree of one SELECT (the JSON form that DuckDB's `json_serialize_sql` gives) and
 * collects the relations it reads, leaving out names that a common table expression in scope defines.
 */
export function selectFacts(tree: unknown): SelectFacts {
  const references: Reference[] = [];
  const volatile = new Set<string>();
  const outside: { name: string; offset: number }[] = [];
  const joined = new Set<string>();

  const visit = (node: unknown, scope: ReadonlySet<string>): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, scope);
      return;
    }
    if (!isRecord(node)) return;
    let inner = scope;
    const ctes = isRecord(node.cte_map) && Array.isArray(node.cte_map.map) ? node.cte_map.map : [];
    for (const entry of ctes) {
      if (!isRecord(entry)) continue;
      // An expression sees those before it; only a recursive one sees itself.
      visit(entry.value, inner);
      inner = new Set([...inner, String(entry.key).toLowerCase()]);
    }
    if (node.type === 'RECURSIVE_CTE_NODE') {
      inner = new Set([...inner, String(node.cte_name).toLowerCase()]);
    }
    const reference = readReference(node);
    if (reference && (reference.schema || reference.stream || !inner.has(reference.name.toLowerCase()))) {
      references.push(reference);
    }
    const called = volatileCall(node);
    if (called) volatile.add(called);
    const reader = outsideCall(node);
    if (reader) outside.push(reader);
    const before = references.length;
    for (const [key, value] of Object.entries(node)) if (key !== 'cte_map') visit(value, inner);
    if (node.type !== 'JOIN') return;
    const streams = new Set(references.slice(before).flatMap(({ name, stream }) => (stream ? [name] : [])));
    if (streams.size > 1) for (const name of streams) joined.add(name);
  };

  visit(tree, new Set());
  return { references, volatile: [...volatile].sort(), joinedStreams: [...joined].sort(), outside };
}

function readReference(node: Record<string, unknown>): Reference | undefined {
  const offset = typeof node.query_location === 'number' ? node.query_location : 0;
  if (node.type === 'BASE_TABLE' && typeof node.table_name === 'string') {
    const schema = [node.catalog_name, node.schema_name].filter((part) => typeof part === 'string');
    return { name: node.table_name, schema: schema.join('.') || undefined, stream: false, offset };
  }
  if (node.type !== 'TABLE_FUNCTION' || !isRecord(node.function)) return undefined;
  if (String(node.function.function_name).toLowerCase() !== 'stream') return undefined;
  const [argument] = Array.isArray(node.function.children) ? node.function.children : [];
  const path = isRecord(argument) && Array.isArray(argument.column_names) ? argument.column_names : [];
  const name = path.at(-1);
  if (typeof name !== 'string') return undefined;
  return { name, schema: path.slice(0, -1).join('.') || undefined, stream: true, offset };
}

function volatileCall(node: Record<string, unknown>): string | undefined {
  if (node.type === 'FUNCTION' && typeof node.function_name === 'string') {
    const name = node.function_name.toLowerCase();
    // With one argument, age() counts from today.
    const fromToday = name === 'age' && Array.isArray(node.children) && node.children.length === 1;
    return volatileFunctions.has(name) || volatileKeywords.has(name) || fromToday ? name : undefined;
  }
  if (node.type === 'COLUMN_REF' && Array.isArray(node.column_names) && node.column_names.length === 1) {
    const name = String(node.column_names[0]).toLowerCase();
    return volatileKeywords.has(name) ? name : undefined;
  }
  return isRecord(node.sample) ? 'a sample' : undefined;
}

/** A table function that reads what no table of the project holds: `read_csv('…')`, `glob('…')`. */
function outsideCall(node: Record<string, unknown>): { name: string; offset: number } | undefined {
  if (node.type !== 'TABLE_FUNCTION' || !isRecord(node.function)) return undefined;
  const name = String(node.function.function_name).toLowerCase();
  const offset = typeof node.query_location === 'number' ? node.query_location : 0;
  return tableFunctions.has(name) ? undefined : { name, offset };
}
