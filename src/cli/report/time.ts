import { duration } from '../../kernel/index.ts';

/** `12 s ago`, `3 h 2 min ago`, `5 days ago`. */
export function ago(ms: number): string {
  if (ms < 2000) return 'just now';
  const days = Math.floor(ms / 86_400_000);
  if (days >= 2) return `${days} days ago`;
  return `${duration(ms)} ago`;
}

/** `2026-11-21 05:31:24`, in the machine's own time zone. */
export function localTime(ms: number): string {
  const time = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
