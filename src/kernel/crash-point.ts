/**
 * A named place (`step:moment`) where a test may kill the process, as `kill -9` would:
 * `HEADRACE_CRASH_AT=step:moment`, or `step:moment:3` for the third time it is reached. Costs one comparison when the variable is unset.
 */
const [, target, times = '1'] = /^(.+?)(?::(\d+))?$/.exec(process.env.HEADRACE_CRASH_AT ?? '') ?? [];
let left = Number(times);

export function crashPoint(name: string): void {
  if (!target || target !== name) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}
