import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

export interface CommandResult {
  /** 0 when it succeeded; undefined when it could not be started at all. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Interrupts it, and what it started. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end. A program that is not there is an answer, not an exception. Its stdin stays empty,
 * and ends when we do.
 */
export type RunCommand = (
  program: string,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

const graceMs = 5_000;
const windows = process.platform === 'win32';

export const runCommand: RunCommand = (program, args, { env, cwd, signal } = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: a Ctrl-C in the terminal is for us, and we pass it on once.
      detached: !windows,
      ...(env && { env }),
      ...(cwd !== undefined && { cwd }),
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.stderr += text;
    });
    const ended = new AbortController();
    // Interrupted, pip removes what it unpacked; killed, it would leave half a gigabyte behind.
    const interrupt = async (): Promise<void> => {
      kill(child, 'SIGINT');
      await wait(graceMs, undefined, { signal: ended.signal }).then(
        () => kill(child, 'SIGKILL'),
        () => {},
      );
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) void interrupt();
    const end = (code: number | undefined): void => {
      ended.abort();
      signal?.removeEventListener('abort', interrupt);
      resolve({ code, ...texts });
    };
    child.on('error', () => end(undefined));
    child.on('close', (code) => end(code ?? 1));
  });

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(windows ? child.pid : -child.pid, signal);
  } catch {
    // It has ended.
  }
}
