import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readCpuTime, shareOfOthers } from './cpu-time.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** One whole process, from spawn to exit. */
export interface Sample {
  readonly seconds: number;
  /** Peak memory of its largest process; undefined where the system has no `/proc`. */
  readonly peakBytes: number | undefined;
  /** How much of the machine others used meanwhile, 0 to 1; undefined for a short run, or without `/proc`. */
  readonly othersShare: number | undefined;
}

const pollMs = 20;
const timeLimitMs = 15 * 60_000;
/** CPU time is counted in steps of 10 ms: below this many seconds a share of it means nothing. */
const shortRun = 0.5;

/** Runs a command to its end; throws with the end of its output when it fails. */
export function measure(command: Command): Promise<Sample> {
  const { promise, resolve, reject } = Promise.withResolvers<Sample>();
  const cpuBefore = readCpuTime();
  const start = performance.now();
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
  });
  let seconds = 0;
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-4000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  let peak = 0;
  const poll = (): void => {
    if (child.pid) peak = Math.max(peak, treePeak(child.pid));
  };
  const timer = setInterval(poll, pollMs);
  poll();
  child.on('exit', () => {
    seconds = (performance.now() - start) / 1000;
    clearInterval(timer);
  });
  child.on('error', (error) => {
    clearInterval(timer);
    reject(error);
  });
  child.on('close', (code, signal) => {
    const cpuAfter = readCpuTime();
    const othersShare =
      cpuBefore && cpuAfter && seconds >= shortRun
        ? shareOfOthers(cpuBefore, cpuAfter, seconds, availableParallelism())
        : undefined;
    if (code === 0) resolve({ seconds, peakBytes: peak || undefined, othersShare });
    else reject(new Error(`It ended with ${signal ?? `exit code ${code}`}:\n${output.trim()}`));
  });
  return promise;
}

/** Nobody reports home or paints, and Python may keep its compiled modules as it does by default. */
function environment(): NodeJS.ProcessEnv {
  const { PYTHONDONTWRITEBYTECODE: _bytecode, NODE_OPTIONS: _options, ...inherited } = process.env;
  return { ...inherited, NO_COLOR: '1', DO_NOT_TRACK: '1', DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
}

/** The largest peak (`VmHWM`) of a process and all it started, or 0. */
function treePeak(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    return Math.max(own, ...childrenOf(pid).map(treePeak));
  } catch {
    return 0; // It has ended, or this is not Linux.
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  });
}
