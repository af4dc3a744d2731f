import type { SourcePin } from './pin.ts';
import type { Position } from './records.ts';
import type { SourceColumn } from './value-type.ts';

/** A few files, read by one statement. */
export interface Part {
  readonly first: number;
  /** The last file, inclusive. */
  readonly last: number;
  /** Of the first file, only rows behind this one are wanted. */
  readonly afterRow: number | undefined;
}

/** A table as files in an order that stays: all that a source has to know of where it reads from. */
export interface Relation {
  /** For messages. */
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  /** How many rows there are, where that is known without reading them. */
  readonly rows: number | undefined;
  /** What is left behind a position, in order. */
  parts(after: Position | undefined): Iterable<Part>;
  /** A SELECT of a part's rows, ordered by file and row: all columns, and `place`. */
  select(part: Part): Promise<string>;
  /** Why what was read cannot be trusted; undefined: it can. Asked before and after each part. */
  doubt(part: Part): string | undefined;
}

/** Cuts files into parts of at most `most.files` files; several files have `most.rows` rows together. */
export function* cutIntoParts(
  rows: readonly (number | undefined)[],
  most: { readonly files: number; readonly rows: number },
  after: Position | undefined,
): Iterable<Part> {
  if (after) yield { first: after.file, last: after.file, afterRow: after.row };
  let first = after ? after.file + 1 : 0;
  while (first < rows.length) {
    let last = first;
    let sum = rows[first] ?? Number.POSITIVE_INFINITY;
    while (last + 1 < rows.length && last + 1 - first < most.files) {
      sum += rows[last + 1] ?? Number.POSITIVE_INFINITY;
      if (sum > most.rows) break;
      last += 1;
    }
    yield { first, last, afterRow: undefined };
    first = last + 1;
  }
}

/** A relation at one version, held until it is released. */
export interface PinnedRelation {
  readonly relation: Relation;
  readonly pin: SourcePin;
  release(): void;
}
