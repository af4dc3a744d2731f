import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServiceUser } from './service-user.ts';

interface RunOptions extends ServiceUser {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program to its end. What it wrote is in the error when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  { input, ...options }: RunOptions = {},
): Promise<string> {
  const running = promisify(execFile)(program, args, { ...options, maxBuffer: 16 * 1024 * 1024 });
  running.child.stdin?.end(input);
  try {
    const { stdout, stderr } = await running;
    return stdout + stderr;
  } catch (error) {
    const wrote = error instanceof Error && 'stdout' in error && 'stderr' in error;
    const output = wrote ? `${error.stdout}${error.stderr}` : '';
    throw new Error(`${program} failed: ${error}\n${output}`, { cause: error });
  }
}
