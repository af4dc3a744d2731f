/** A document and how well it answers; higher is better. */
export interface Ranked<Key = number> {
  readonly row: Key;
  readonly score: number;
}

/**
 * Reciprocal rank fusion: a document scores weight / (k + rank) in every list it appears in. With
 * k = 60 as in the paper, which found the choice not critical.
 *
 * G. V. Cormack, C. L. A. Clarke, S. Büttcher: Reciprocal Rank Fusion outperforms Condorcet and
 * individual rank learning methods. SIGIR 2009.
 *
 * @param weights How much each list counts; 1 unless said.
 */
export function reciprocalRankFusion<Key>(
  lists: readonly (readonly Ranked<Key>[])[],
  k = 60,
  weights: readonly number[] = [],
): Ranked<Key>[] {
  const scores = new Map<Key, number>();
  for (const [position, list] of lists.entries()) {
    const weight = weights[position] ?? 1;
    if (weight === 0) continue;
    for (const [index, { row }] of list.entries()) {
      scores.set(row, (scores.get(row) ?? 0) + weight / (k + index + 1));
    }
  }
  return Array.from(scores, ([row, score]) => ({ row, score })).sort((a, b) => b.score - a.score);
}

/** How many hits of each list are merged: what is 30th in both may be the best of all. */
export function fusionDepth(limit: number): number {
  return Math.max(100, 10 * limit);
}
