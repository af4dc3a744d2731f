import type { Client } from 'pg';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { noPermission, unknownTable } from './problems.ts';
import { identifier } from './sql.ts';
import type { Column, Shape } from './types.ts';

/**
 * What a table looks like. `table` may have a schema before a dot, and may be quoted as in SQL.
 *
 * @throws HeadraceError (exit code 2) where there is none, or it may not be read.
 */
export async function readShape(client: Client, table: string): Promise<Shape> {
  const oid = await findRelation(client, table);
  const usage = { exitCode: exitCode.usage };
  if (oid === undefined) {
    const known = await readableTables(client);
    throw new HeadraceError(unknownTable({ table, database: client.database ?? '', known }), usage);
  }
  const { rows } = await client.query<RelationRow>(relationSql, [oid]);
  const [row] = rows;
  if (row === undefined) throw new Error(`relation ${oid} is gone`);
  if (!row.readable) throw new HeadraceError(noPermission({ table, user: client.user ?? '' }), usage);
  const columns = await client.query<ColumnRow>(columnsSql, [oid]);
  return {
    oid,
    relation: `${identifier(row.schema)}.${identifier(row.name)}`,
    name: `${row.schema}.${row.name}`,
    kind: kinds[row.kind] ?? 'table',
    columns: columns.rows.map(columnOf),
    primaryKey: row.primary_key ?? [],
    rows: Number(row.rows),
    bytes: Number(row.bytes),
  };
}

/** As it is written first, then as SQL would read it (`Orders` is `orders`). */
async function findRelation(client: Client, table: string): Promise<string | undefined> {
  const exact = table.includes('"') ? table : table.split('.').map(identifier).join('.');
  for (const name of new Set([exact, table])) {
    const found = await client
      .query<{ oid: string | null }>('SELECT to_regclass($1)::oid::text AS oid', [name])
      // Not a name at all.
      .catch(() => undefined);
    const oid = found?.rows[0]?.oid;
    if (oid) return oid;
  }
  return undefined;
}

async function readableTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND n.nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(n.oid, 'USAGE')
      ORDER BY 1 LIMIT 5000`,
  );
  return rows.map(({ name }) => name);
}

const kinds: Readonly<Record<string, Shape['kind']>> = {
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
};

interface RelationRow {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly readable: boolean;
  readonly primary_key: string[] | null;
  readonly rows: string;
  readonly bytes: string;
}

/** A partitioned table has neither rows nor bytes of its own. */
const relationSql = `
  SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
         has_any_column_privilege(c.oid, 'SELECT') AS readable,
         (SELECT array_agg(a.attname::text ORDER BY k.at)
            FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, at), pg_attribute a
           WHERE i.indrelid = c.oid AND i.indisprimary AND k.at <= i.indnkeyatts
             AND a.attrelid = c.oid AND a.attnum = k.attnum) AS primary_key,
         stored.rows::bigint AS rows, stored.bytes::bigint AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         CROSS JOIN LATERAL (
           SELECT CASE WHEN min(p.reltuples) >= 0 THEN sum(p.reltuples::float8) ELSE -1 END AS rows,
                  coalesce(sum(pg_table_size(p.oid)), 0) AS bytes
             FROM pg_class p
            WHERE p.oid = c.oid AND p.relkind IN ('r', 'm')
               OR p.oid IN (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND c.relkind = 'p')) AS stored
   WHERE c.oid = $1::oid`;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly cast: string;
  readonly base: string;
  readonly base_kind: string;
  readonly list: boolean;
  readonly nullable: boolean;
  readonly modifier: number;
}

/** Domains are followed to what they are based on, lists to their elements. */
const columnsSql = `
  SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         quote_ident(bn.nspname) || '.' || quote_ident(b.typname) AS cast,
         coalesce(e.typname, b.typname) AS base, coalesce(e.typtype, b.typtype) AS base_kind,
         e.oid IS NOT NULL AS list, NOT a.attnotnull AS nullable, a.atttypmod AS modifier
    FROM pg_attribute a
         CROSS JOIN LATERAL (
           WITH RECURSIVE down(oid, base, kind) AS (
             SELECT oid, typbasetype, typtype FROM pg_type WHERE oid = a.atttypid
             UNION ALL SELECT t.oid, t.typbasetype, t.typtype FROM down JOIN pg_type t ON t.oid = down.base)
           SELECT oid FROM down WHERE kind <> 'd') AS bottom
         JOIN pg_type b ON b.oid = bottom.oid
         JOIN pg_namespace bn ON bn.oid = b.typnamespace
         LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
   WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attnum`;

const baseKinds: Readonly<Record<string, Column['baseKind']>> = {
  b: 'base',
  c: 'composite',
  e: 'enum',
  r: 'range',
  m: 'range',
};

function columnOf(row: ColumnRow): Column {
  const isVector = ['vector', 'halfvec', 'sparsevec'].includes(row.base);
  return {
    name: row.name,
    type: row.type,
    cast: row.cast,
    base: row.base,
    baseKind: baseKinds[row.base_kind] ?? 'other',
    list: row.list,
    nullable: row.nullable,
    ...(isVector && row.modifier > 0 ? { dimensions: row.modifier } : {}),
  };
}
