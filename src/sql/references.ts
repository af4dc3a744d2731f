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
  /** Functions whose value differs from call to call (`current_timestamp`, `random`, …), if any. */
  readonly volatile: readonly string[];
}

const volatileNames = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'curdate',
  'gen_random_uuid',
  'get_current_timestamp',
  'localtime',
  'localtimestamp',
  'now',
  'rand',
  'random',
  'today',
  'transaction_timestamp',
  'uuid',
  'uuidv4',
  'uuidv7',
]);

/**
 * Walks the syntax tree of one SELECT (the JSON form that DuckDB's `json_serialize_sql` gives) and
 * collects the relations it reads, leaving out names that a common table expression in scope defines.
 */
export function selectFacts(tree: unknown): SelectFacts {
  const references: Reference[] = [];
  const volatile = new Set<string>();

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
    for (const [key, value] of Object.entries(node)) if (key !== 'cte_map') visit(value, inner);
  };

  visit(tree, new Set());
  return { references, volatile: [...volatile].sort() };
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
  const names =
    node.type === 'FUNCTION' && typeof node.function_name === 'string'
      ? [node.function_name]
      : node.type === 'COLUMN_REF' && Array.isArray(node.column_names)
        ? node.column_names
        : [];
  const [name] = names;
  if (names.length !== 1 || typeof name !== 'string') return undefined;
  const lower = name.toLowerCase();
  return volatileNames.has(lower) ? lower : undefined;
}
