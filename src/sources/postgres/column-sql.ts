import { identifier } from './sql.ts';
import type { Column } from './types.ts';

/** The value of a column of `t` as it is to stand in the document, for `row_to_json` to print. */
export function documentValue(column: Column, cast: string | undefined): string {
  const value = `t.${identifier(column.name)}`;
  if (cast !== undefined) return `(${value})::${cast}`;
  if (column.list) return value;
  switch (column.base) {
    // As pgvector prints it, which is JSON, and a quarter cheaper than a list of numbers.
    case 'vector':
    case 'halfvec':
      return `(${value})::text::json`;
    case 'sparsevec':
      return `(${value})::vector::text::json`;
    case 'bytea':
      // Postgres breaks base64 into lines of 76.
      return `translate(encode(${value}, 'base64'), E'\\n', '')`;
    default:
      return value;
  }
}

/** Whether the text of a json value, as somebody wrote it, may be part of what the column prints. */
export function mayHoldJsonText({ base, baseKind }: Column): boolean {
  return base === 'json' || baseKind === 'composite' || baseKind === 'other';
}
