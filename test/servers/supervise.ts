import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceUser } from './service-user.ts';

interface Supervised {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: ServiceUser;
  /** Where the server writes its process id, on the first line. */
  readonly pidFile: string;
  /** Where its output goes. */
  readonly log: string;
  /** Removed when this process dies without having stopped the server. */
  readonly folder: string;
}

export interface Supervisor {
  /** The process id of the server itself, as soon as it told it. */
  readonly pid: number | undefined;
  readonly ended: boolean;
  /** Sends a signal to the server and waits for its end; insists after a while. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/**
 * The server's shell holds a pipe to this process. The system closes it however this process ends,
 * `kill -9` included, and then the server is killed: no server outlives what started it.
 */
const script = `
pid_file=$1; folder=$2; shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
(
  cat <&3 >/dev/null
  kill -9 "$server" $(head -n 1 "$pid_file")
  rm -rf "$folder"
  kill -9 0
) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
kill "$watcher"
`;

export function supervise({ command, cwd, env, user, pidFile, log, folder }: Supervised): Supervisor {
  // An earlier process's number may be somebody else's by now.
  rmSync(pidFile, { force: true });
  const output = openSync(log, 'a');
  const shell = spawn('sh', ['-c', script, 'sh', pidFile, folder, ...command], {
    ...user,
    cwd,
    env,
    // A group of its own: Ctrl-C at the terminal is for the tests, which then stop the server in order.
    detached: true,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  const ended = once(shell, 'exit').then(() => shell.stdin?.destroy());
  const wholeGroup = shell.pid === undefined ? undefined : -shell.pid;
  const pid = (): number | undefined => firstLine(pidFile);
  return {
    get pid() {
      return pid();
    },
    get ended() {
      return shell.exitCode !== null || shell.signalCode !== null;
    },
    async end(signal) {
      send(pid() ?? wholeGroup, signal);
      const patience = new AbortController();
      const late = sleep(30_000, undefined, { signal: patience.signal }).then(
        () => send(wholeGroup, 'SIGKILL'),
        () => undefined,
      );
      await Promise.race([ended, late]);
      patience.abort();
      await ended;
    },
  };
}

function firstLine(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
