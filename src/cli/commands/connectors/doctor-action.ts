import { type ConnectorCheck, examine } from '../../../connectors/index.ts';
import { exitCode, type Problem, systemClock } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { listenForInterrupts, unlessInterrupted } from '../../interrupts.ts';
import { statusLine } from '../../report/status-line.ts';
import { styleFor } from '../../report/style.ts';
import type { ConnectorsDoctorOptions } from './doctor.ts';
import { openNamed, tellWarnings } from './open-connector.ts';

export async function connectorsDoctor(options: ConnectorsDoctorOptions): Promise<void> {
  const connector = await openNamed(options);
  const warnings: Problem[] = [...connector.problems];
  const interrupts = listenForInterrupts(false);
  const status = statusLine(options);
  try {
    const checks = await examine({
      ...{ connector, profile: options.profile, env: process.env, clock: systemClock },
      signal: interrupts.signal,
      onWarning: (problem) => void warnings.push(problem),
      onLook: (what) => status.show(`looking at ${what} …`),
    });
    status.clear();
    tellWarnings(warnings, options);
    const ok = checks.every((check) => check.ok);
    const { source, target } = connector;
    if (options.json) {
      const answer = { ok, source, target: target.name, checks, problems: warnings };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    } else print(`${source}, target ${target.name}`, checks, options);
    if (!ok) throw new Exit(exitCode.failed);
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    status.clear();
    interrupts.dispose();
  }
}

function print(title: string, checks: readonly ConnectorCheck[], { quiet }: ConnectorsDoctorOptions): void {
  const style = styleFor(process.stdout);
  const shown = quiet ? checks.filter(({ problems }) => problems.length > 0) : checks;
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  const lines = shown.flatMap(({ name, ok, found, problems }) => {
    const mark = ok ? (problems.length > 0 ? style.yellow('!') : style.green('✓')) : style.red('✗');
    return [
      `${mark} ${name.padEnd(width)}  ${found}`,
      ...problems.flatMap(({ message, hint, code }) => [
        `    ${message} ${style.dim(code)}`,
        ...(hint === undefined ? [] : [`    ${style.dim(`help: ${hint}`)}`]),
      ]),
    ];
  });
  if (!quiet) process.stdout.write(`${title}\n`);
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  if (quiet) return;
  const wrong = checks.filter(({ ok }) => !ok).length;
  process.stdout.write(
    wrong === 0 ? 'Nothing is in the way.\n' : `${wrong} of ${checks.length} not in order.\n`,
  );
}
