import { resolve } from 'node:path';
import { type Check, machineChecks, runCommand, sparkChecks } from '../../engine/spark/index.ts';
import { exitCode } from '../../kernel/index.ts';
import { Exit } from '../exit.ts';
import type { CommonOptions } from '../options.ts';
import { styleFor } from '../report/style.ts';

export async function doctor(options: CommonOptions): Promise<void> {
  const machine = await machineChecks(process.env, resolve(options.project));
  const spark = await sparkChecks(process.env, runCommand);
  const ok = [...machine, ...spark].every((check) => check.ok);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ ok, checks: [...machine, ...spark] }, null, 2)}\n`);
  } else {
    const say = (title: string, checks: readonly Check[]): void => {
      const shown = options.quiet ? checks.filter((check) => !check.ok) : checks;
      if (shown.length > 0) process.stdout.write(`${title}\n${shown.map(checkLines).join('')}`);
    };
    say('This machine', machine);
    say('Engine spark', spark);
    if (!options.quiet) process.stdout.write(ok ? 'Everything is here.\n' : 'Something is missing.\n');
  }
  if (!ok) throw new Exit(exitCode.failed);
}

function checkLines({ name, ok, found, remedy }: Check): string {
  const style = styleFor(process.stdout);
  const mark = ok ? style.green('✓') : style.red('✗');
  const line = `  ${mark} ${name.padEnd(30)} ${found}\n`;
  return remedy ? `${line}      ${style.dim(remedy)}\n` : line;
}
