import { readFileSync } from 'node:fs';
import { readerGone } from './reader-gone.ts';

/** The package's version, from its own package.json. */
function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}

/** Runs the command line and returns the exit code. Nothing heavy is loaded before it is needed. */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  // `headrace run | head` is no error, and no reason to stop a run: there is only nobody to tell any more.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone.abort();
  });
  const { runProgram } = await import('./program.ts');
  return runProgram(argv, packageVersion());
}
