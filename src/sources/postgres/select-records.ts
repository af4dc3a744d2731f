import { identifier } from './sql.ts';
import type { DocumentSql } from './types.ts';

/** What to read of a table; everything is SQL, and settled before the first row. */
export interface RecordSelection {
  readonly relation: string;
  readonly key: string;
  readonly document: DocumentSql;
  /** A bigint, or a timestamp. */
  readonly version: string | undefined;
}

/** Which rows of it, and in which order; columns are those of `t`. */
export interface Slice {
  readonly where: readonly string[];
  readonly orderBy: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
  /** Rows of equal order stay together, and say that they are. */
  readonly ties?: boolean;
  /** A column that comes before the key in the order, and goes into positions. */
  readonly leading?: string;
  /** In the order that rows lie in the table, instead of any other. */
  readonly physical?: boolean;
  /** The rows without mapping, because they cannot be mapped. */
  readonly raw?: boolean;
}

/**
 * A statement whose rows `RecordReader` reads: key, two hashes, version, tie, leading column, document.
 *
 * - The innermost SELECT finds and orders rows; the documents of those that a limit or a sort drops are not made.
 * - OFFSET 0 keeps Postgres from merging the levels, which would make every document twice: for itself and its hash.
 * - Hashes are of bytes (`COLLATE "C"`), and sent as they are: to print them would cost more than to compute them.
 */
export function selectRecords(selection: RecordSelection, slice: Slice): string {
  const { relation, version } = selection;
  const document = slice.raw ? { from: '', json: 'row_to_json(t.*)' } : selection.document;
  const key = `t.${identifier(selection.key)}`;
  const order = slice.orderBy.length > 0 ? ` ORDER BY ${slice.orderBy.join(', ')}` : '';
  const physical = slice.physical ? ' ORDER BY t.tableoid, t.ctid' : '';
  const limit =
    slice.limit === undefined
      ? ''
      : slice.ties
        ? ` FETCH FIRST ${slice.limit} ROWS WITH TIES`
        : ` LIMIT ${slice.limit}`;
  const offset = slice.offset ? ` OFFSET ${slice.offset}` : '';
  const where = slice.where.length > 0 ? ` WHERE ${slice.where.join(' AND ')}` : '';
  const rows = `SELECT t.* FROM ${relation} AS t${where}${order}${physical}${offset}${limit}`;
  const columns = [
    `${key}::text AS k`,
    ...(version === undefined ? [] : [`${version} AS v`]),
    ...(slice.ties ? [`${tie(slice.orderBy)} AS e`] : []),
    ...(slice.leading === undefined ? [] : [`${slice.leading}::text AS u`]),
    `${document.json}::text AS d`,
  ];
  const made = `SELECT ${columns.join(', ')} FROM (${rows}) AS t${document.from}${order} OFFSET 0`;
  const sent = [
    'k',
    ...['k', 'd'].map((name) => `hashtextextended(${name} COLLATE "C", 0)`),
    ...(version === undefined ? [] : ['v']),
    ...(slice.ties ? ['e'] : []),
    ...(slice.leading === undefined ? [] : ['u']),
    'd',
  ];
  return `SELECT ${sent.join(', ')} FROM (${made}) AS s`;
}

/** Whether a row is equal to the one before it, in the eyes of its own order. */
function tie(orderBy: readonly string[]): string {
  const window = `OVER (ORDER BY ${orderBy.join(', ')})`;
  const equal = orderBy.map((column) => `${column} = lag(${column}) ${window}`);
  return `coalesce(${equal.join(' AND ')}, false)`;
}

export function copyStatement(select: string): string {
  return `COPY (${select}) TO STDOUT (FORMAT binary)`;
}
