import { deployConnector } from '../../../connectors/index.ts';
import { type Problem, systemClock } from '../../../kernel/index.ts';
import { shellWord } from '../../report/shell-word.ts';
import { watchDeploy } from '../../watch-deploy.ts';
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
  await watchDeploy(options, (watch) =>
    deployConnector({
      ...{ connector, root: options.project, folder: options.bundle ?? paths.bundle },
      ...{ dryRun: options.dryRun ?? false, approve: options.yes ?? false },
      ...{ env: process.env, clock: systemClock, ...watch, onWarning: warn },
    }),
  );
  if (options.json || options.quiet) return;
  const where = options.target === undefined ? '' : ` --target ${shellWord(target.name)}`;
  const next = `headrace connectors run ${whichConnector(connector, options)}${where}`;
  process.stdout.write(
    options.dryRun
      ? `target ${target.name} is valid\n`
      : `deployed target ${target.name}; run it with \`${next}\`\n`,
  );
}
