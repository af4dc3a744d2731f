import type { RunCounts, TableOutcome } from './events.ts';

/** How many tables ended how. */
export function countOutcomes(outcomes: Iterable<TableOutcome>): RunCounts {
  const counts = { built: 0, skipped: 0, failed: 0, blocked: 0, cancelled: 0 };
  for (const { status } of outcomes) counts[status] += 1;
  return counts;
}
