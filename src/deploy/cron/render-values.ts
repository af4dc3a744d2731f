import type { Field } from './field.ts';

/**
 * Values in the shortest Quartz notation that people still read: `*`, `0/15`, `9-17`, `1,15`. A field
 * with days of the week is written with their names and without steps, for which Quartz has no notation.
 */
export function renderValues(values: ReadonlySet<number>, field: Field): string {
  if (values.size === field.span) return '*';
  const sorted = [...values].sort((a, b) => a - b);
  return stepped(sorted, field) ?? runs(sorted).map(renderRun).join(',');
}

/** The same for days of the week, as names; 0 is Sunday. */
export function renderWeekdays(values: ReadonlySet<number>, { names, span }: Field): string {
  if (values.size === span) return '*';
  const sorted = [...values].sort((a, b) => a - b);
  return runs(sorted)
    .map((run) => renderRun(run.map((day) => names[day])))
    .join(',');
}

/** `5/20`, `9-17/2`: three or more values with the same distance of at least two. */
function stepped(sorted: readonly number[], { min, span }: Field): string | undefined {
  const [first, next] = sorted;
  const last = sorted.at(-1);
  if (sorted.length < 3 || first === undefined || next === undefined || last === undefined) return undefined;
  const step = next - first;
  if (step < 2 || sorted.some((value, at) => value !== first + at * step)) return undefined;
  return last + step >= min + span ? `${first}/${step}` : `${first}-${last}/${step}`;
}

/** Neighbours together: 1, 2, 3, 7 are two runs. */
function runs(sorted: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const value of sorted) {
    const run = found.at(-1);
    if (run?.at(-1) === value - 1) run.push(value);
    else found.push([value]);
  }
  return found;
}

function renderRun(run: readonly unknown[]): string {
  return run.length < 3 ? run.join(',') : `${run[0]}-${run.at(-1)}`;
}
