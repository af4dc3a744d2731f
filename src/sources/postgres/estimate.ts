import type { Client } from 'pg';
import { isRecord } from '../../kernel/index.ts';
import type { Shape } from './types.ts';

/** To count a table of so many bytes takes no longer than to ask twice. */
const cheapBytes = 32 * 1024 * 1024;

/** How many rows there are, or about; `where` is over columns of `t`. */
export async function estimateRows(
  client: Client,
  shape: Shape,
  where: readonly string[] = [],
): Promise<{ readonly rows: number; readonly exact: boolean }> {
  const stored = shape.kind === 'table' || shape.kind === 'materialized view';
  if (stored && shape.bytes <= cheapBytes)
    return { rows: await countRows(client, shape, where), exact: true };
  if (where.length === 0 && shape.rows >= 0) return { rows: shape.rows, exact: false };
  // Of everything else the planner has an opinion.
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM ${shape.relation} AS t${whereSql(where)}`,
  );
  const plans = rows[0]?.['QUERY PLAN'];
  const plan: unknown = Array.isArray(plans) && isRecord(plans[0]) ? plans[0].Plan : undefined;
  return { rows: isRecord(plan) ? Number(plan['Plan Rows']) : 0, exact: false };
}

export async function countRows(
  client: Client,
  shape: Shape,
  where: readonly string[] = [],
): Promise<number> {
  const { rows } = await client.query<{ rows: string }>(
    `SELECT count(*) AS rows FROM ${shape.relation} AS t${whereSql(where)}`,
  );
  return Number(rows[0]?.rows);
}

function whereSql(where: readonly string[]): string {
  return where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
}
