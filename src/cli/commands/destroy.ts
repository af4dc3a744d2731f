import type { Command } from 'commander';
import { addCommand } from '../options.ts';
import type { DeployOptions } from './deploy.ts';

export function registerDestroy(program: Command): void {
  addCommand(program, 'destroy', 'Remove what was deployed to a Databricks workspace, by the official CLI.', [
    ['headrace destroy --target dev', 'jobs and pipelines, with the tables they have built; asks first'],
    ['headrace destroy --target dev --dry-run', 'show what there is'],
  ])
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'only show what there is')
    .action(async (options: DeployOptions) => {
      const { destroy } = await import('./deploy-action.ts');
      await destroy(options);
    });
}
