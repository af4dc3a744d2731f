import { execFile, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { noPython } from './problems.ts';

export interface PythonCall {
  /** The interpreter: a path, or a name on the PATH. */
  readonly python: string;
  readonly script: string;
  /** What it reads on its stdin, made for the folder that it may write into. */
  readonly input: (folder: string) => string;
  readonly env: NodeJS.ProcessEnv;
  readonly allowNetwork: boolean;
  /** In ms; then it is killed with all that it started. */
  readonly timeLimit: number;
  /** Bytes of stdout; one more, and it is killed. */
  readonly mostOutput: number;
  readonly signal?: AbortSignal | undefined;
}

export interface PythonResult {
  readonly stdout: string;
  /** The end of what it printed besides. */
  readonly chatter: string;
  /** `exit code 1`, or the signal that ended it; undefined: all went well. */
  readonly failure: string | undefined;
  readonly cut: 'time' | 'output' | undefined;
}

/** How much of its chatter is kept, in characters. */
const mostChatter = 4_000;

/**
 * Runs a Python program apart from everything: isolated (`-I`), in a folder of its own that is removed with all it
 * wrote there, without the environment of this process, and in a process group of its own.
 *
 * @throws HeadraceError (exit code 2) when there is no such interpreter.
 */
export async function runPython(call: PythonCall): Promise<PythonResult> {
  const { signal, env } = call;
  const program = await interpreter(call.python, env);
  signal?.throwIfAborted();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'headrace-connector-')));
  try {
    return await run(program, folder, call);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The interpreter itself: wrappers on the PATH need the environment that the connector does not get. */
async function interpreter(python: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const say = 'import sys; print(sys.executable if sys.version_info >= (3, 8) else "")';
    const { stdout } = await promisify(execFile)(python, ['-I', '-c', say], { env, timeout: 20_000 });
    const [path = ''] = stdout.trim().split('\n').slice(-1);
    if (path !== '') return path;
    throw new HeadraceError(noPython({ program: python, reason: 'it is too old' }), {
      exitCode: exitCode.usage,
    });
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    throw new HeadraceError(noPython({ program: python, reason: reasonOf(error) }), {
      exitCode: exitCode.usage,
      cause: error,
    });
  }
}

function run(program: string, folder: string, call: PythonCall): Promise<PythonResult> {
  const { script, input, env, allowNetwork, timeLimit, mostOutput, signal } = call;
  const child = spawn(program, ['-I', '-B', '-X', 'utf8', script], {
    cwd: folder,
    env: bareEnvironment(env, folder, allowNetwork),
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let cut: PythonResult['cut'];
  const kill = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It ended a moment ago.
    }
  };
  const late = setTimeout(() => {
    cut ??= 'time';
    kill();
  }, timeLimit);
  signal?.addEventListener('abort', kill);
  const pieces: Buffer[] = [];
  let size = 0;
  let chatter = '';
  child.stdout.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= mostOutput) pieces.push(piece);
    else {
      cut ??= 'output';
      kill();
    }
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    chatter = (chatter + piece).slice(-mostChatter);
  });
  // A program that ends before it has read everything is told by how it ends.
  child.stdin.on('error', () => {});
  child.stdin.end(input(folder));
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(late);
      signal?.removeEventListener('abort', kill);
      // What it started holds its pipes open, and would go on.
      kill();
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('exit', end);
    child.on('close', (code, name) => {
      if (signal?.aborted) return reject(signal.reason);
      const failure = code === 0 ? undefined : name ? `signal ${name}` : `exit code ${code}`;
      resolve({ stdout: Buffer.concat(pieces).toString('utf8'), chatter, failure, cut });
    });
  });
}

/** What a program cannot do without, and what leads to the network where it may use that. */
const needed = ['PATH', 'SYSTEMROOT', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];
const forNetwork = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'];

function bareEnvironment(env: NodeJS.ProcessEnv, folder: string, allowNetwork: boolean): NodeJS.ProcessEnv {
  const names = allowNetwork
    ? [...needed, ...forNetwork, ...forNetwork.map((name) => name.toLowerCase())]
    : needed;
  const kept = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return { ...Object.fromEntries(kept), HOME: folder, TMPDIR: folder, TEMP: folder, TMP: folder };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said.split('\n').at(-1) || 'it does not answer as Python does';
}
