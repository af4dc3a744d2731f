import type { Command } from 'commander';
import { addCommand, type CommonOptions } from '../options.ts';

export interface DeployOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function registerDeploy(program: Command): void {
  addCommand(program, 'deploy', 'Bring the bundle into a Databricks workspace, by the official CLI.', [
    ['headrace deploy --target dev', 'check, validate strictly, deploy'],
    ['headrace deploy --target prod --dry-run', 'show what would change there'],
    ['headrace deploy --target prod --yes', 'also what the CLI would ask about, as on a build server'],
  ])
    .option('-y, --yes', 'agree to what deletes something or makes it anew')
    .option('--dry-run', 'validate, and show what would be done')
    .addHelpText(
      'after',
      `
Needs the official CLI \`databricks\` (0.286.0 or newer) on the PATH, or where DATABRICKS_CLI says. It signs in by
its own rules: DATABRICKS_HOST, DATABRICKS_TOKEN, …, profiles of ~/.databrickscfg.`,
    )
    .action(async (options: DeployOptions) => {
      const { deploy } = await import('./deploy-action.ts');
      await deploy(options);
    });
}
