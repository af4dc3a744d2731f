/** Year, and as much of the rest as is said: month, day, time, fraction, zone. */
const pattern =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/;

/** The first and the last millisecond since 1970 that a date stands for. */
export interface Instants {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads ISO 8601 text, or milliseconds since 1970. What is left out widens the date: `2024-05` is the
 * whole month, `2024-05-01T10:00` a minute. Without a zone, UTC is meant.
 *
 * @returns undefined for what is no date.
 */
export function instantsOf(value: string | number): Instants | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? { first: Math.floor(value), last: Math.floor(value) } : undefined;
  }
  const [all, year, month, day, hour, minute, second, fraction, zone] = pattern.exec(value.trim()) ?? [];
  if (all === undefined) return undefined;
  const milliseconds = fraction === undefined ? undefined : `${fraction}00`.slice(0, 3);
  const parts = [year, month, day, hour, minute, second, milliseconds];
  const [y = 0, m = 1, d = 1, ...time] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  const [h = 0, min = 0, s = 0, ms = 0] = time;
  const offset = offsetOf(zone);
  const at = (shift: readonly number[]): number => {
    const [dy = 0, dm = 0, dd = 0, dh = 0, dmin = 0, ds = 0] = shift;
    const date = new Date(0);
    date.setUTCFullYear(y + dy, m - 1 + dm, d + dd);
    date.setUTCHours(h + dh, min + dmin, s + ds, ms);
    return date.getTime() - offset;
  };
  const first = at([]);
  const check = new Date(first + offset);
  const valid = check.getUTCMonth() === m - 1 && check.getUTCDate() === d && h < 24 && min < 60 && s < 60;
  if (!valid) return undefined;
  const precision = parts.findLastIndex((part) => part !== undefined);
  if (precision === parts.length - 1) return { first, last: first };
  return { first, last: at(parts.map((_, position) => (position === precision ? 1 : 0))) - 1 };
}

/** Milliseconds that a zone's clocks are ahead of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const [hours = '', minutes = ''] = zone.slice(1).replace(':', '').match(/../g) ?? [];
  return sign * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
