import { expect, it } from 'vitest';
import { runCommand } from './command.ts';

it('runs a program to its end, and knows when there is none', async () => {
  const script = 'process.stdout.write(process.cwd()); process.stderr.write("é"); process.exit(3)';
  const said = await runCommand(process.execPath, ['-e', script], { cwd: '/' });
  expect(said).toEqual({ code: 3, stdout: '/', stderr: 'é' });
  expect((await runCommand('/there/is/no/such/program', [])).code).toBeUndefined();
});

it('interrupts a program with all that it started', async () => {
  // The shell's child keeps the pipe open: only when it is gone is the answer there.
  const stop = new AbortController();
  const ended = runCommand('sh', ['-c', 'sleep 60; echo late'], { signal: stop.signal });
  stop.abort();
  const { code, stdout } = await ended;
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
});
