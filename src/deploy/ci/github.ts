import { Scalar } from 'yaml';
import type { GeneratedFile } from '../generated/index.ts';
import { type CiPlan, type CiStep, type Deployment, inRepository, packageFile } from './ci-plan.ts';
import { renderYaml } from './render-yaml.ts';
import { actions, databricksCli, nodeVersion, pythonVersion } from './versions.ts';

/** The workflow for GitHub Actions; its path is from the root of the repository. */
export function githubFile(plan: CiPlan): GeneratedFile {
  const path = `.github/workflows/headrace${plan.folder && `-${plan.folder.replaceAll('/', '-')}`}.yml`;
  const { dev, prod, branch, folder } = plan;
  const isBranch = `github.event_name == 'push' && github.ref == 'refs/heads/${branch}'`;
  const content = {
    name: folder === '' ? 'Headrace' : `Headrace: ${folder}`,
    on: {
      pull_request: { branches: [branch] },
      push: { branches: [branch], tags: ['v*'] },
    },
    permissions: { contents: 'read' },
    concurrency: {
      group: '${{ github.workflow }}-${{ github.ref }}',
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    },
    ...(folder !== '' && { defaults: { run: { 'working-directory': folder } } }),
    jobs: {
      check: checkJob(plan, path),
      ...(dev && { 'deploy-dev': deployJob(plan, dev, isBranch, path) }),
      ...(prod && { 'deploy-prod': deployJob(plan, prod, "startsWith(github.ref, 'refs/tags/v')", path) }),
    },
  };
  return { path, text: renderYaml(content), comment: '#' };
}

function checkJob(plan: CiPlan, path: string): object {
  const { lintPython, validate, test, testEnv, pack } = plan;
  return {
    name: 'Check',
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 30,
    ...environment(plan.env.map(given)),
    steps: [
      ...prepare(plan, path),
      {
        uses: uses('actions/setup-python'),
        with: { 'python-version': pythonVersion, cache: 'pip', 'cache-dependency-path': path },
      },
      runStep(lintPython),
      runStep(validate),
      ...(test ? [{ ...runStep(test), ...environment(testEnv.map(given)) }] : []),
      ...pack.map(runStep),
      ...(pack.length > 0
        ? [
            {
              uses: uses('actions/upload-artifact'),
              with: { name: 'package', path: inRepository(plan, packageFile), 'if-no-files-found': 'error' },
            },
          ]
        : []),
    ],
  };
}

function deployJob(
  plan: CiPlan,
  { target, step, needsHost }: Deployment,
  condition: string,
  path: string,
): object {
  const signIn = plan.auth === 'oidc' ? oidc : secret;
  return {
    name: `Deploy to ${target}`,
    if: condition,
    needs: 'check',
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 30,
    // Whoever must approve is a setting of the environment.
    environment: target,
    concurrency: `\${{ github.workflow }}-${target}`,
    ...(plan.auth === 'oidc' && { permissions: { contents: 'read', 'id-token': 'write' } }),
    ...environment([
      ...(needsHost ? [['DATABRICKS_HOST', '${{ vars.DATABRICKS_HOST }}'] as const] : []),
      ...signIn,
      ...plan.env.map(given),
    ]),
    steps: [
      ...prepare(plan, path),
      { uses: uses('databricks/setup-cli'), with: { version: databricksCli.version } },
      runStep(step),
    ],
  };
}

const oidc = [
  ['DATABRICKS_AUTH_TYPE', 'github-oidc'],
  ['DATABRICKS_CLIENT_ID', '${{ vars.DATABRICKS_CLIENT_ID }}'],
] as const;

const secret = [
  ['DATABRICKS_AUTH_TYPE', 'oauth-m2m'],
  ['DATABRICKS_CLIENT_ID', '${{ vars.DATABRICKS_CLIENT_ID }}'],
  ['DATABRICKS_CLIENT_SECRET', '${{ secrets.DATABRICKS_CLIENT_SECRET }}'],
] as const;

/** A variable or a secret of that name, whichever there is. */
function given(name: string): readonly [string, string] {
  return [name, `\${{ vars.${name} || secrets.${name} }}`];
}

function environment(variables: readonly (readonly [string, string])[]): object {
  return variables.length === 0 ? {} : { env: Object.fromEntries(variables) };
}

function prepare(plan: CiPlan, path: string): object[] {
  const from = plan.installedFrom === undefined ? path : inRepository(plan, plan.installedFrom);
  return [
    { uses: uses('actions/checkout'), with: { 'persist-credentials': false } },
    {
      uses: uses('actions/setup-node'),
      with: { 'node-version': nodeVersion, cache: 'npm', 'cache-dependency-path': from },
    },
    runStep(plan.install),
  ];
}

function runStep({ name, run }: CiStep): object {
  return { name, run: run.length === 1 ? run[0] : `${run.join('\n')}\n` };
}

function uses(action: keyof typeof actions): Scalar<string> {
  const { version, commit } = actions[action];
  const node = new Scalar(`${action}@${commit}`);
  node.comment = ` v${version}`;
  return node;
}
