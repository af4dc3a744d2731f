import type { RangeBounds } from './range-bounds.ts';
import type { Slice } from './select-records.ts';
import { identifier, literal } from './sql.ts';
import type { Column, KeyColumn, Shape } from './types.ts';

/** The columns that decide what belongs to a range. */
export interface RangeColumns {
  readonly shape: Pick<Shape, 'kind'>;
  readonly key: KeyColumn;
  readonly updatedAt: Column | undefined;
}

/**
 * The rows of a range behind a position, in order. Postgres compares, never we: its order is that of a
 * collation, and values go back to it as the text that it gave.
 */
export function rangeSlice(columns: RangeColumns, bounds: RangeBounds, after: string | undefined): Slice {
  const { key, updatedAt } = columns;
  const column = `t.${identifier(key.name)}`;
  if (bounds.kind === 'keyless') {
    const changed =
      bounds.from === null ? [] : [`(${changedSql(updatedAt, bounds)} OR ${undatedSql(updatedAt)})`];
    return {
      where: [`${column} IS NULL`, ...changed],
      orderBy: [],
      physical: columns.shape.kind === 'table',
      offset: Number(after || 0),
    };
  }
  const keyOrder = bounds.collation === null ? column : `${column} COLLATE ${bounds.collation}`;
  const keyLiteral = (text: string): string => `${literal(text)}::${key.cast}`;
  if (bounds.kind === 'changed') {
    const changed = updatedColumn(updatedAt);
    const values = after ? changedPosition(after) : undefined;
    const start =
      values === undefined
        ? []
        : [`(${changed}, ${keyOrder}) > (${timeLiteral(updatedAt, values.time)}, ${keyLiteral(values.key)})`];
    return {
      where: [changedSql(updatedAt, bounds), `${column} IS NOT NULL`, ...start],
      orderBy: [changed, keyOrder],
      ties: bounds.ties,
      leading: changed,
    };
  }
  const above = keyPosition(after, bounds.ties) ?? (bounds.kind === 'keys' ? bounds.above : null);
  const upTo = bounds.kind === 'keys' ? bounds.upTo : null;
  return {
    where: [
      ...(bounds.kind === 'undated' ? [undatedSql(updatedAt)] : []),
      above === null ? `${column} IS NOT NULL` : `${keyOrder} > ${keyLiteral(above)}`,
      ...(upTo === null ? [] : [`${keyOrder} <= ${keyLiteral(upTo)}`]),
    ],
    orderBy: [keyOrder],
    ties: bounds.ties,
  };
}

/** A position is a key; where rows may share one, it is marked, because there is also one before the first. */
function keyPosition(after: string | undefined, ties: boolean): string | undefined {
  if (!ties) return after;
  return after ? after.slice(1) : undefined;
}

/** A position in a range of changes: when, with all microseconds, and the key. */
function changedPosition(position: string): { readonly time: string; readonly key: string } {
  const parts: unknown = JSON.parse(position);
  const [time, key]: readonly unknown[] = Array.isArray(parts) ? parts : [];
  if (typeof time !== 'string' || typeof key !== 'string')
    throw new Error(`not a position of a changed row: ${position}`);
  return { time, key };
}

function changedSql(
  updatedAt: Column | undefined,
  { from, upTo }: { from: string | null; upTo: string | null },
): string {
  const column = updatedColumn(updatedAt);
  return `${column} >= ${timeLiteral(updatedAt, from ?? '-infinity')} AND ${column} <= ${timeLiteral(updatedAt, upTo ?? 'infinity')}`;
}

/** An infinite time says no more than none. */
function undatedSql(updatedAt: Column | undefined): string {
  const column = updatedColumn(updatedAt);
  return `(${column} IS NULL OR NOT isfinite(${column}))`;
}

function updatedColumn(updatedAt: Column | undefined): string {
  if (updatedAt === undefined) throw new Error('a range of changes needs the column that says when');
  return `t.${identifier(updatedAt.name)}`;
}

function timeLiteral(updatedAt: Column | undefined, text: string): string {
  return `${literal(text)}::${updatedAt?.cast}`;
}
