import { spawn } from 'node:child_process';
import { treePeak } from './process-tree.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export interface Ended {
  readonly seconds: number;
  /** Peak memory of its largest process; 0 where the system has no `/proc`. */
  readonly peakBytes: number;
}

const timeLimitMs = 15 * 60_000;

/**
 * Runs one whole process, from spawn to exit; throws with the end of its output when it fails.
 *
 * @param pollMs how often its memory is looked at.
 */
export function runToEnd(
  { program, args, cwd }: Command,
  env: NodeJS.ProcessEnv,
  pollMs: number,
): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const start = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeLimitMs });
  let output = '';
  const keep = (text: string): void => {
    output = (output + text).slice(-4000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  let peakBytes = 0;
  const poll = (): void => {
    if (child.pid !== undefined) peakBytes = Math.max(peakBytes, treePeak(child.pid));
  };
  const timer = setInterval(poll, pollMs);
  poll();
  let seconds = 0;
  child.on('exit', () => {
    seconds = (performance.now() - start) / 1000;
    clearInterval(timer);
  });
  child.on('error', (error) => {
    clearInterval(timer);
    reject(error);
  });
  child.on('close', (code, signal) => {
    if (code === 0) resolve({ seconds, peakBytes });
    else reject(new Error(`It ended with ${signal ?? `exit code ${code}`}:\n${output.trim()}`));
  });
  return promise;
}
