import type { DuckDBConnection } from '../../duckdb/index.ts';
import { isRecord } from '../../kernel/index.ts';
import { asRelation, child, children, columnPath, rewrite, type Tree, word } from './tree.ts';

/** JSON.parse would round long numbers, and forget that 1.0 is no whole one: they travel as marked texts. */
const mark = '\ue000';
const fragileNumber = /"(\w+)":(-?(?:\d{16,}|\d+\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+))(?=[,}])/g;
const markedNumber = new RegExp(`"${mark}([^"]+)"`, 'g');

/** SQL to syntax trees and back, by DuckDB's own parser. */
export class SqlTrees {
  readonly #connection: DuckDBConnection;
  readonly #parsed = new Map<string, Tree>();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** The query of one SELECT statement. @throws when DuckDB cannot parse it. */
  async parse(sql: string): Promise<Tree> {
    const known = this.#parsed.get(sql);
    if (known) return known;
    const text = await this.#text('SELECT json_serialize_sql(CAST($1 AS VARCHAR))', sql);
    const value: unknown = JSON.parse(text.replace(fragileNumber, `"$1":"${mark}$2"`));
    const [statement] = isRecord(value) ? children(value, 'statements') : [];
    const node = statement && child(statement, 'node');
    if (!node) throw new Error('The statement could not be parsed.');
    this.#parsed.set(sql, node);
    return node;
  }

  async print(node: Tree): Promise<string> {
    const json = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] });
    return this.#text('SELECT json_deserialize_sql(CAST($1 AS JSON))', json.replace(markedNumber, '$1'));
  }

  /** An expression as DuckDB writes it. */
  async sqlOf(expression: Tree): Promise<string> {
    const sql = await this.print(await this.fill('SELECT __x', { __x: { ...expression, alias: '' } }));
    return sql.replace(/^SELECT /, '');
  }

  /** An expression as people write it. */
  async show(expression: Tree): Promise<string> {
    const text = (await this.sqlOf(expression))
      .replace(/\bmain\."?(\w+)"?\(/g, '$1(')
      .replace(/\bcount_star\(\)/g, 'count(*)');
    return unparenthesized(text);
  }

  /**
   * A query written as SQL with names in the place of which trees are put: column names for expressions,
   * table names for relations and queries.
   */
  async fill(sql: string, parts: Readonly<Record<string, Tree>>): Promise<Tree> {
    return rewrite(await this.parse(sql), (node) => {
      const [name = '', ...more] = columnPath(node) ?? [];
      const expression = more.length === 0 ? parts[name] : undefined;
      if (expression) return { ...expression, alias: word(node, 'alias') };
      const part = node.type === 'BASE_TABLE' ? parts[word(node, 'table_name')] : undefined;
      if (!part) return undefined;
      return word(part, 'type').endsWith('_NODE') ? asRelation(part, word(node, 'alias')) : part;
    });
  }

  async #text(sql: string, parameter: string): Promise<string> {
    const reader = await this.#connection.runAndReadAll(sql, [parameter]);
    const text = reader.getRows()[0]?.[0];
    return typeof text === 'string' ? text : '{}';
  }
}

/** `(a > 0)` -> `a > 0`, but `(a) + (b)` as it is. */
function unparenthesized(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (const [, letter] of [...text.slice(0, -1)].entries()) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth === 0) return text;
  }
  return unparenthesized(text.slice(1, -1));
}
