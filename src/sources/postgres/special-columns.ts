import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { findColumn } from './key-column.ts';
import { unfitColumn } from './problems.ts';
import { identifier } from './sql.ts';
import type { Column, Shape } from './types.ts';
import type { VersionKind } from './version-text.ts';

const times = ['timestamptz', 'timestamp', 'date'];

/** @throws HeadraceError (exit code 2) where the column is unknown, or no time. */
export function timeColumn(shape: Shape, name: string | undefined): Column | undefined {
  if (name === undefined) return undefined;
  const column = findColumn(shape, name, '`updated_at`');
  if (times.includes(column.base) && !column.list) return column;
  throw unfit(column, 'updated_at', 'a timestamp');
}

/**
 * The version as an expression over `t` that is sent as eight bytes.
 *
 * @throws HeadraceError (exit code 2) where the column is unknown, or neither number nor time.
 */
export function versionColumn(
  shape: Shape,
  name: string | undefined,
): { readonly sql: string; readonly kind: VersionKind } | undefined {
  if (name === undefined) return undefined;
  const column = findColumn(shape, name, '`version`');
  const value = `t.${identifier(name)}`;
  if (!column.list) {
    if (['int2', 'int4', 'int8'].includes(column.base)) return { sql: `${value}::int8`, kind: 'number' };
    if (times.includes(column.base)) return { sql: `${value}::timestamptz`, kind: 'time' };
  }
  throw unfit(column, 'version', 'a whole number (smallint, integer, bigint) or a timestamp');
}

/** @throws Error where changes are asked for without a column that says when. */
export function requireTime(updatedAt: Column | undefined): Column {
  if (updatedAt === undefined) throw new Error('`since` and `mark` need `updatedAt`');
  return updatedAt;
}

function unfit({ name, type }: Column, purpose: string, expected: string): HeadraceError {
  return new HeadraceError(unfitColumn({ column: name, type, purpose, expected }), {
    exitCode: exitCode.usage,
  });
}
