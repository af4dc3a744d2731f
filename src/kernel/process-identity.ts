import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process among all that can write to a cluster. */
export interface ProcessIdentity {
  /** Where its id means something: a boot of a machine, and in there a container. */
  readonly realm: string;
  readonly pid: number;
}

export function thisProcess(): ProcessIdentity {
  const boot = optional(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = optional(() => readlinkSync('/proc/self/ns/pid'));
  return { realm: [hostname(), boot, namespace].join(' '), pid: process.pid };
}

/**
 * Whether a process is certainly over. Of another machine or container nobody can tell; and a new
 * process may have the number of an old one.
 */
export function isOver({ realm, pid }: ProcessIdentity, own = thisProcess()): boolean {
  if (realm !== own.realm || pid === own.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function optional(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
