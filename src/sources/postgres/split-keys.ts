import type { Client } from 'pg';
import { identifier } from './sql.ts';
import type { KeyColumn, Shape } from './types.ts';

/** Blocks of 8 kB that are looked at. */
const sampledBlocks = 400;

/**
 * Keys that divide a table into about equal parts, in the order of its keys: one fewer than parts, none where
 * the table is too small or cannot be sampled.
 */
export async function splitKeys(
  client: Client,
  shape: Shape,
  key: KeyColumn,
  parts: number,
): Promise<string[]> {
  if (parts < 2 || shape.kind === 'view' || shape.kind === 'foreign table') return [];
  const column = `t.${identifier(key.name)}${key.collation === undefined ? '' : ` COLLATE ${key.collation}`}`;
  const percent = Math.min(100, Math.max(0.001, (sampledBlocks * 8192 * 100) / Math.max(shape.bytes, 1)));
  const fractions = Array.from({ length: parts - 1 }, (_, at) => (at + 1) / parts);
  const { rows } = await client.query<{ keys: string[] | null }>(
    `SELECT percentile_disc($1::float8[]) WITHIN GROUP (ORDER BY ${column})::text[] AS keys
       FROM ${shape.relation} AS t TABLESAMPLE SYSTEM (${percent}) WHERE ${column} IS NOT NULL`,
    [fractions],
  );
  return [...new Set(rows[0]?.keys ?? [])];
}
