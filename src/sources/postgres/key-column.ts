import type { Client } from 'pg';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { noKey, unfitColumn, unknownColumn } from './problems.ts';
import type { Column, KeyColumn, Shape } from './types.ts';

/**
 * The column that identifies a record: the one named, or else the primary key.
 *
 * @throws HeadraceError (exit code 2) where there is none, or no order to read it in.
 */
export async function readKey(client: Client, shape: Shape, named: string | undefined): Promise<KeyColumn> {
  const usage = { exitCode: exitCode.usage };
  const [only, ...more] = shape.primaryKey;
  const name = named ?? (more.length === 0 ? only : undefined);
  if (name === undefined)
    throw new HeadraceError(noKey({ table: shape.name, columns: shape.primaryKey }), usage);
  const column = findColumn(shape, name, '`key`');
  const { rows } = await client.query<KeyRow>(keySql, [shape.oid, name]);
  const [row] = rows;
  if (!row?.ordered) {
    const expected = 'of a type that has an order, such as text, bigint, uuid or timestamptz';
    throw new HeadraceError(
      unfitColumn({ column: name, type: column.type, purpose: 'key', expected }),
      usage,
    );
  }
  return {
    ...column,
    unique: row.unique_index ?? false,
    indexed: row.unique_index !== null,
    ...(row.collation === null ? {} : { collation: row.collation }),
  };
}

/** @throws HeadraceError (exit code 2) with the nearest name where there is no such column. */
export function findColumn(shape: Shape, name: string, where: string): Column {
  const column = shape.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const known = shape.columns.map((candidate) => candidate.name);
  throw new HeadraceError(unknownColumn({ table: shape.name, column: name, where, known }), {
    exitCode: exitCode.usage,
  });
}

interface KeyRow {
  readonly ordered: boolean;
  /** Of the best index on it; null where there is none. */
  readonly unique_index: boolean | null;
  /** The index's, where it differs from the column's. */
  readonly collation: string | null;
}

/**
 * Keys are read in the order of an index, because any other means sorting the table for every page. A unique
 * index goes before others, one in the column's own order before one in another.
 */
const keySql = `
  SELECT EXISTS (SELECT FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
                  WHERE o.opcdefault AND (o.opcintype = b.oid
                     OR b.typtype = 'e' AND o.opcintype = 'anyenum'::regtype
                     OR b.typtype = 'r' AND o.opcintype = 'anyrange'::regtype
                     OR b.typcategory = 'A' AND o.opcintype = 'anyarray'::regtype
                     OR EXISTS (SELECT FROM pg_cast k WHERE k.castsource = b.oid AND k.casttarget = o.opcintype
                                   AND k.castmethod = 'b' AND k.castcontext = 'i'))) AS ordered,
         i.is_unique AS unique_index,
         CASE WHEN i.collation <> a.attcollation
              THEN quote_ident(n.nspname) || '.' || quote_ident(c.collname) END AS collation
    FROM pg_attribute a
         CROSS JOIN LATERAL (
           WITH RECURSIVE down(oid, base, kind) AS (
             SELECT oid, typbasetype, typtype FROM pg_type WHERE oid = a.atttypid
             UNION ALL SELECT t.oid, t.typbasetype, t.typtype FROM down JOIN pg_type t ON t.oid = down.base)
           SELECT oid FROM down WHERE kind <> 'd') AS bottom
         JOIN pg_type b ON b.oid = bottom.oid
         LEFT JOIN LATERAL (
           SELECT x.indisunique AND x.indnkeyatts = 1 AND x.indimmediate AS is_unique, x.indcollation[0] AS collation
             FROM pg_index x JOIN pg_class xc ON xc.oid = x.indexrelid
                  JOIN pg_am m ON m.oid = xc.relam AND m.amname = 'btree'
                  JOIN pg_opclass o ON o.oid = x.indclass[0] AND o.opcdefault
            WHERE x.indrelid = a.attrelid AND x.indkey[0] = a.attnum AND x.indisvalid AND x.indpred IS NULL
            ORDER BY 1 DESC, x.indcollation[0] = a.attcollation DESC LIMIT 1) AS i ON true
         LEFT JOIN pg_collation c ON c.oid = i.collation
         LEFT JOIN pg_namespace n ON n.oid = c.collnamespace
   WHERE a.attrelid = $1::oid AND a.attname = $2`;
