import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // What /proc counts in, on every Linux that Node runs on.

/** CPU seconds of a process with all that it started, whether they have ended or not; 0 when it is gone. */
export function treeCpu(pid: number): number {
  const { own, ended } = cpuOf(pid);
  return own + ended + childrenOf(pid).reduce((sum, child) => sum + treeCpu(child), 0);
}

/** CPU seconds of all processes that this one started and that have ended. */
export function endedChildrenCpu(): number {
  return cpuOf(process.pid).ended;
}

/** The largest peak of memory (`VmHWM`, bytes) among a process and all that it started; 0 when it is gone. */
export function treePeak(pid: number): number {
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Math.max(Number(own ?? 0) * 1024, ...childrenOf(pid).map(treePeak));
}

function cpuOf(pid: number): { readonly own: number; readonly ended: number } {
  const stat = read(`/proc/${pid}/stat`);
  // After the name, which may hold spaces: the 12th to 15th field are own and ended children's time.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { own: (user + system) / ticksPerSecond, ended: (childUser + childSystem) / ticksPerSecond };
}

function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) => {
    const children = read(`/proc/${pid}/task/${thread}/children`).trim();
    return children === '' ? [] : children.split(' ').map(Number);
  });
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
