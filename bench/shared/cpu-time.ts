import { readFileSync } from 'node:fs';

const ticksPerSecond = 100; // What /proc counts in, on every Linux that Node runs on.

/** CPU seconds so far: of the whole machine, and of this process with all children that have ended. */
export interface CpuTime {
  readonly machine: number;
  readonly own: number;
}

/** Undefined where the system has no `/proc`. */
export function readCpuTime(): CpuTime | undefined {
  try {
    const [machineLine = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = numbers(
      machineLine.slice(3),
    );
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // After the name, which may hold spaces: the 12th to 15th field are own and children's time.
    const own = numbers(stat.slice(stat.lastIndexOf(')') + 4)).slice(10, 14);
    return {
      machine: (user + nice + system + irq + softirq + steal) / ticksPerSecond,
      own: own.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond,
    };
  } catch {
    return undefined;
  }
}

function numbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}

/** The share of all cores that others kept busy between two readings, from 0 to 1. */
export function shareOfOthers(before: CpuTime, after: CpuTime, seconds: number, cores: number): number {
  const others = after.machine - before.machine - (after.own - before.own);
  return Math.min(1, Math.max(0, others / (seconds * cores)));
}
