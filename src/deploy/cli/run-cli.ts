import { spawn } from 'node:child_process';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { masked } from './mask.ts';
import { noCli } from './problems.ts';

export interface CliCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The only way in which credentials reach it. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Gets each line as it comes, without secrets. */
  readonly onLine?: (line: string) => void;
}

export interface CliResult {
  /** `exit code 1`, or the signal that ended it; undefined: all went well. */
  readonly failure: string | undefined;
  /** Everything it printed, without secrets and colours. */
  readonly output: string;
}

/**
 * Runs the official CLI to its end. It has no terminal, so it asks nothing. An interrupt is passed on once, and
 * then it may finish what it must: a deployment that is cut off leaves its lock behind.
 *
 * @throws HeadraceError (exit code 2) when there is no such program.
 */
export async function runCli(call: CliCall): Promise<CliResult> {
  const { program, args, cwd, env, signal, onLine } = call;
  const child = spawn(program, [...args], {
    cwd,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C on the terminal reaches it through us only, and so once.
    detached: process.platform !== 'win32',
  });
  const lines: string[] = [];
  const collect = lineReader((raw) => {
    const line = masked(raw, env);
    lines.push(line);
    if (line.trim() !== '') onLine?.(line);
  });
  child.stdout.setEncoding('utf8').on('data', collect.take);
  child.stderr.setEncoding('utf8').on('data', collect.take);
  const interrupt = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', interrupt);
  try {
    const failure = await new Promise<string | undefined>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, name) =>
        resolve(code === 0 ? undefined : name ? `signal ${name}` : `exit code ${code}`),
      );
      if (signal.aborted) interrupt();
    });
    collect.end();
    return { failure, output: lines.join('\n').trim() };
  } catch (error) {
    throw new HeadraceError(noCli({ program, reason: reasonOf(error) }), {
      exitCode: exitCode.usage,
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Secrets could be cut in two by the pieces in which text arrives, so it is looked at by whole lines. */
function lineReader(onLine: (line: string) => void): { take: (text: string) => void; end: () => void } {
  let rest = '';
  return {
    take(text) {
      const pieces = (rest + text).split(/\r?\n/);
      rest = pieces.pop() ?? '';
      for (const piece of pieces) onLine(piece);
    },
    end() {
      if (rest !== '') onLine(rest);
    },
  };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  return error instanceof Error ? error.message : String(error);
}
