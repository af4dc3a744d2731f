import { Argument, type Command } from 'commander';
import type { Platform } from '../../deploy/index.ts';
import { addCommand, type CommonOptions } from '../options.ts';

export interface CiOptions extends CommonOptions {
  readonly check?: boolean;
  readonly force?: boolean;
}

export function registerCi(program: Command): void {
  addCommand(
    program,
    'ci',
    'Write the file by which GitHub, Azure DevOps or GitLab check pull requests and deploy.',
    [
      ['headrace ci github', 'write .github/workflows/headrace.yml'],
      ['headrace ci azure', 'write azure-pipelines.yml'],
      ['headrace ci gitlab', 'write .gitlab-ci.yml'],
      ['headrace ci github --check', 'fail when it is not what would be written'],
    ],
  )
    .addArgument(new Argument('<platform>', 'where CI runs').choices(['github', 'azure', 'gitlab']))
    .option('--check', 'write nothing; exit code 1 when files would change')
    .option('--force', 'also overwrite files that a person wrote or edited')
    .addHelpText('after', '\nIt deploys the main branch to dev, and tags to prod once somebody has approved.')
    .action(async (platform: Platform, options: CiOptions) => {
      const { ci } = await import('./ci-action.ts');
      await ci(platform, options, program.version() ?? '');
    });
}
