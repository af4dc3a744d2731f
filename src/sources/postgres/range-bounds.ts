import type { SourceRange } from '../../load/index.ts';

/** The parts that a table is read in; together they hold every row once. */
export type RangeBounds =
  /** Rows with a key, in its order. */
  | {
      readonly kind: 'keys';
      readonly above: string | null;
      readonly upTo: string | null;
      readonly collation: string | null;
      readonly ties: boolean;
    }
  /** Rows changed within a time, in the order of that and their key. */
  | {
      readonly kind: 'changed';
      readonly from: string;
      readonly upTo: string;
      readonly collation: string | null;
      readonly ties: boolean;
    }
  /** Rows with a key of which nobody knows when they changed. */
  | { readonly kind: 'undated'; readonly collation: string | null; readonly ties: boolean }
  /** Rows without a key, which nobody can load; those changed since, if it is said. */
  | { readonly kind: 'keyless'; readonly from: string | null; readonly upTo: string | null };

export function sourceRange(id: string, bounds: RangeBounds): SourceRange {
  return { id, bounds: { ...bounds } };
}

/** A range as it was kept in a load's state. */
export function rangeBounds(range: SourceRange): RangeBounds {
  const { bounds } = range;
  const order = { collation: textOrNull(bounds.collation), ties: bounds.ties === true };
  switch (bounds.kind) {
    case 'keys':
      return { kind: 'keys', above: textOrNull(bounds.above), upTo: textOrNull(bounds.upTo), ...order };
    case 'changed':
      return { kind: 'changed', from: String(bounds.from), upTo: String(bounds.upTo), ...order };
    case 'undated':
      return { kind: 'undated', ...order };
    case 'keyless':
      return { kind: 'keyless', from: textOrNull(bounds.from), upTo: textOrNull(bounds.upTo) };
    default:
      throw new Error(`range "${range.id}" is none of Postgres: ${JSON.stringify(bounds)}`);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
