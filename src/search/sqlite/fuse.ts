/** A document (by its row) and how well it answers; higher is better. */
export interface Ranked {
  readonly row: number;
  readonly score: number;
}

/**
 * Reciprocal rank fusion: a document scores 1 / (k + rank) in every list it appears in. With
 * k = 60 as in the paper, which found the choice not critical.
 *
 * G. V. Cormack, C. L. A. Clarke, S. Büttcher: Reciprocal Rank Fusion outperforms Condorcet and
 * individual rank learning methods. SIGIR 2009.
 */
export function reciprocalRankFusion(lists: readonly (readonly Ranked[])[], k = 60): Ranked[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [index, { row }] of list.entries()) {
      scores.set(row, (scores.get(row) ?? 0) + 1 / (k + index + 1));
    }
  }
  return Array.from(scores, ([row, score]) => ({ row, score })).sort((a, b) => b.score - a.score);
}
