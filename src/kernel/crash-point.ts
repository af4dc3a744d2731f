/**
 * A named place where a test may kill the process, as `kill -9` would: `HEADRACE_CRASH_AT=name` or
 * `name:3` for the third time it is reached. Costs one comparison when the variable is unset.
 */
const [target, times] = (process.env.HEADRACE_CRASH_AT ?? '').split(':');
let left = Number(times ?? 1);

export function crashPoint(name: string): void {
  if (!target || target !== name) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}
