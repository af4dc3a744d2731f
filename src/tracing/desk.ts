import { type DuckDBConnection, identifier, literal, rows } from '../duckdb/index.ts';
import { withTables } from '../engine/duckdb/index.ts';
import { type Compiled, sqlTexts } from '../plan/index.ts';
import { sparkAggregates, streamRelation } from '../sql/index.ts';
import type { TableVersion } from '../warehouse/index.ts';
import { published } from './published.ts';
import { type Scope, selfContained } from './syntax/scope.ts';
import { SqlTrees } from './syntax/sql-trees.ts';
import type { Tree } from './syntax/tree.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The published tables, as relations, and what is needed to ask them. */
export class Desk {
  readonly compiled: Compiled;
  readonly connection: DuckDBConnection;
  readonly trees: SqlTrees;
  readonly heads: ReadonlyMap<string, TableVersion>;
  readonly aggregates: ReadonlySet<string>;
  readonly #star: Tree;

  constructor(
    compiled: Compiled,
    connection: DuckDBConnection,
    trees: SqlTrees,
    heads: ReadonlyMap<string, TableVersion>,
    aggregates: ReadonlySet<string>,
    star: Tree,
  ) {
    this.compiled = compiled;
    this.connection = connection;
    this.trees = trees;
    this.heads = heads;
    this.aggregates = aggregates;
    this.#star = star;
  }

  /** Rows of a query that names what is in scope; numbers of 64 bits and more as texts. */
  async rows(query: Tree, scope: Scope = []): Promise<Row[]> {
    return rows(this.connection, await this.trees.print(selfContained(query, scope, this.#star)));
  }

  /** Those rows of a relation whose key, an expression of its columns, is this value. */
  matching(relation: Tree, key: Tree, value: string): Promise<Tree> {
    const sql = `SELECT * FROM __relation AS it WHERE try(CAST(__key AS VARCHAR)) = ${literal(value)}`;
    return this.trees.fill(sql, { __relation: relation, __key: key });
  }

  async has(relation: Tree, scope: Scope, key: Tree, value: string): Promise<boolean> {
    return this.any(await this.matching(relation, key, value), scope);
  }

  /** Whether a query has any row. */
  async any(query: Tree, scope: Scope): Promise<boolean> {
    const one = await this.trees.fill('SELECT 1 AS found FROM __query AS it LIMIT 1', { __query: query });
    return (await this.rows(one, scope)).length > 0;
  }
}

/**
 * Runs `work` over the published tables as they stand now.
 *
 * @throws HeadraceError HR-QUERY-… for what DuckDB refuses and nobody expected.
 */
export async function withDesk<T>(
  compiled: Compiled,
  work: (desk: Desk) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { root, storage } = compiled.project;
  return withTables(
    root,
    storage,
    '',
    async (connection) => {
      const heads = readHeads(root);
      for (const { name } of heads.values()) {
        const all = `CREATE TEMP VIEW ${identifier(streamRelation(name))} AS FROM ${identifier(name)}`;
        await connection.run(all);
      }
      const aggregates = await rows(
        connection,
        "SELECT DISTINCT lower(function_name) AS name FROM duckdb_functions() WHERE function_type = 'aggregate'",
      );
      const trees = new SqlTrees(connection);
      const star = await trees.parse('SELECT * FROM scoped');
      const names = new Set([...aggregates.map(({ name }) => String(name)), ...sparkAggregates]);
      return work(new Desk(compiled, connection, trees, heads, names, star));
    },
    signal,
    sqlTexts(compiled),
  );
}

function readHeads(root: string): Map<string, TableVersion> {
  const heads = published(root, (warehouse) => warehouse.heads());
  return new Map(heads.map((head) => [head.name.toLowerCase(), head]));
}
