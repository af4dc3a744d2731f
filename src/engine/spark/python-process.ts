import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Headrace's Python files, beside this one. */
export const pythonFolder = fileURLToPath(new URL('python', import.meta.url));

export interface PythonProcess {
  /** What it wrote on its stdout, line by line. */
  readonly lines: AsyncIterator<string>;
  write(line: string): void;
  /** The last lines that it, and whatever it started, wrote into the log; else how it ended. */
  lastWords(): string;
  /** Calls when it has ended, for whatever reason. */
  onEnd(listener: () => void): void;
  /** Closes its stdin, which ends it; kills it when that takes too long. */
  close(): Promise<void>;
  /** Ends it at once, with all that it started. */
  kill(): void;
}

export interface PythonOptions {
  readonly python: string;
  /** One of the files in {@link pythonFolder}. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Where its stderr goes. */
  readonly log: string;
}

const graceMs = 10_000;

/**
 * Starts a Python program of ours in a process group of its own: a Ctrl-C in the terminal is for us, and we
 * decide what ends when. It ends by itself when its stdin does, so nothing of it outlives us.
 */
export function startPython({ python, script, env, cwd, log }: PythonOptions): PythonProcess {
  const logFile = openSync(log, 'w');
  const child = spawn(python, ['-u', `${pythonFolder}/${script}`], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', logFile],
  });
  closeSync(logFile);
  const { stdin, stdout } = pipes(child);
  // A broken pipe is told by the end of its lines.
  stdin.on('error', () => {});
  const ended = once(child, 'close').catch(() => {});
  let refused: Error | undefined;
  child.on('error', (error) => {
    refused = error;
  });
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It ended a moment ago.
    }
  };
  return {
    lines: createInterface({ input: stdout })[Symbol.asyncIterator](),
    write: (line) => void stdin.write(`${line}\n`),
    lastWords: () => lastLines(readFileSync(log, 'utf8')) || howItEnded(child, refused),
    onEnd: (listener) => void ended.then(listener),
    async close() {
      stdin.end();
      const stop = new AbortController();
      const late = wait(graceMs, undefined, { signal: stop.signal }).then(kill, () => {});
      await ended;
      stop.abort();
      await late;
    },
    kill,
  };
}

function pipes({ stdin, stdout }: ChildProcess): { stdin: Writable; stdout: Readable } {
  if (!stdin || !stdout) throw new Error('A process was started without pipes.');
  return { stdin, stdout };
}

function howItEnded({ exitCode, signalCode }: ChildProcess, refused: Error | undefined): string {
  if (refused) return refused.message;
  if (signalCode !== null) return `it was killed (${signalCode}).`;
  return `it said nothing, and ended with ${exitCode ?? 'no code'}.`;
}

/** Spark's start-up chatter says nothing about what went wrong. */
const chatter = /^(WARNING: Using incubator|Setting default log level|To adjust logging level|Using Spark's)/;

function lastLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !chatter.test(line))
    .slice(-8)
    .join('\n');
}
