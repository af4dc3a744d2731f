import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ruffVersion } from '../../src/deploy/ci/versions.ts';
import { installOnce } from '../servers/install-once.ts';
import { run } from '../servers/run.ts';

/** It brings the schemas that the platforms publish. */
const checker = 'check-jsonschema==0.39.0';

/** What keeps generated files from being checked here, and what to do about it. */
export function missingForChecks(): string | undefined {
  if (spawnSync('python3', ['-c', 'import pip']).status === 0) return undefined;
  return 'Python is missing: install it, so that "python3" with pip is on the PATH';
}

/** A folder with Python packages: check-jsonschema, and the ruff that generated files install. */
export function installCheckers(): Promise<string> {
  const name = `ci-${checker.replace('==', '-')}-ruff-${ruffVersion}-${process.arch}`;
  return installOnce(name, async (folder) => {
    await run('python3', ['-m', 'pip', 'install', '-q', '--target', folder, checker, `ruff==${ruffVersion}`]);
  });
}

const schemas = {
  github: ['--builtin-schema', 'vendor.github-workflows'],
  azure: [
    ...['--builtin-schema', 'vendor.azure-pipelines', '--data-transform', 'azure-pipelines'],
    ...['--regex-variant', 'nonunicode'],
  ],
  gitlab: ['--builtin-schema', 'vendor.gitlab-ci', '--data-transform', 'gitlab-ci'],
} as const;

/** Checks files against what the platform publishes; answers `ok -- validation done`, or with what is wrong. */
export async function checkSchema(
  checkers: string,
  platform: keyof typeof schemas,
  files: readonly string[],
): Promise<string> {
  const args = ['-m', 'check_jsonschema', ...schemas[platform], ...files];
  const env = { PATH: process.env.PATH ?? '', PYTHONPATH: checkers };
  return run('python3', args, { env }).catch((error: unknown) => String(error));
}

/** Where the program `ruff` is. */
export function programsOf(checkers: string): string {
  return join(checkers, 'bin');
}
