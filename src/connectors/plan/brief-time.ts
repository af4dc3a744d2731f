import { duration } from '../../kernel/index.ts';

/** A time as far as an estimate goes: `42 s`, `3 min 20 s`, `46 min`, `2 h 2 min`, `7 days`. */
export function briefTime(seconds: number): string {
  if (seconds >= 172_800) return `${Math.round(seconds / 86_400)} days`;
  const rounded = seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60;
  const text = rounded < 60 ? `${Math.round(seconds * 10) / 10} s` : duration(rounded * 1000);
  return text.replace(/ 0 (s|min)$/, '');
}
