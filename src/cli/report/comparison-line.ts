import { count } from '../../kernel/index.ts';
import type { VerifyEvent } from '../../loading/index.ts';

/** What a comparison is at, for a line that moves. */
export function comparisonLine(event: Extract<VerifyEvent, { type: 'verify_progress' }>): string {
  switch (event.step) {
    case 'sums':
      return 'adding up hashes on both sides …';
    case 'keys':
      return 'comparing keys and hashes where sums differ …';
    case 'again':
      return `looking at ${count(event.differences, 'record')} a second time …`;
    case 'repair':
      return `repairing ${count(event.differences, 'record')} …`;
  }
}
