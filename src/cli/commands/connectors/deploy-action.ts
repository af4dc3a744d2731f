import { deployConnector } from '../../../connectors/index.ts';
import { exitCode, type Problem, systemClock } from '../../../kernel/index.ts';
import { Exit } from '../../exit.ts';
import { listenForInterrupts } from '../../interrupts.ts';
import { deployReporter } from '../../report/deploy-reporter.ts';
import { shellWord } from '../../report/shell-word.ts';
import type { ConnectorsDeployOptions } from './deploy.ts';
import { openNamed, tellWarnings, whichConnector } from './open-connector.ts';

export async function connectorsDeploy(options: ConnectorsDeployOptions): Promise<void> {
  const connector = await openNamed(options);
  const { target, paths } = connector;
  const warn = (problem: Problem): void => {
    const event = { at: systemClock.now(), type: 'warning', problem };
    if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    else tellWarnings([problem], options);
  };
  connector.problems.forEach(warn);
  const interrupts = listenForInterrupts(false);
  const reporter = deployReporter(options);
  try {
    await deployConnector({
      ...{ connector, root: options.project, folder: options.bundle ?? paths.bundle },
      ...{ dryRun: options.dryRun ?? false, approve: options.yes ?? false },
      ...{ env: process.env, clock: systemClock, signal: interrupts.signal, onEvent: reporter.onEvent },
      onWarning: warn,
    });
  } catch (error) {
    if (interrupts.signal.aborted) throw new Exit(exitCode.interrupted);
    throw error;
  } finally {
    reporter.close();
    interrupts.dispose();
  }
  if (options.json || options.quiet) return;
  const where = options.target === undefined ? '' : ` --target ${shellWord(target.name)}`;
  const next = `headrace connectors run ${whichConnector(connector, options)}${where}`;
  process.stdout.write(
    options.dryRun
      ? `target ${target.name} is valid\n`
      : `deployed target ${target.name}; run it with \`${next}\`\n`,
  );
}
