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
    'Write the file that makes GitHub, Azure DevOps or GitLab check every pull request and deploy: the main branch to dev, tags to prod once approved.',
    [
      ['headrace ci github', 'write .github/workflows/headrace.yml'],
      ['headrace ci azure', 'write azure-pipelines.yml'],
      ['headrace ci gitlab', 'write .gitlab-ci.yml'],
      ['headrace ci github --check', 'fail when it is not what would be written'],
    ],
  )
    .addArgument(new Argument('<platform>', 'where CI runs').choices(['github', 'azure', 'gitlab']))
    .option('--check', 'write nothing; exit 1 when something would change')
    .option('--force', 'replace a file that a person wrote or changed')
    .action(async (platform: Platform, options: CiOptions) => {
      const { ci } = await import('./ci-action.ts');
      await ci(platform, options, program.version() ?? '');
    });
}
