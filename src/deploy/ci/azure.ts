import type { GeneratedFile } from '../generated/index.ts';
import { type CiPlan, type CiStep, type Deployment, inRepository, packageFile } from './ci-plan.ts';
import { installCli } from './install-cli.ts';
import { renderYaml } from './render-yaml.ts';
import { nodeVersion, pythonVersion } from './versions.ts';

const npmCache = '$(Pipeline.Workspace)/.npm';
const pipCache = '$(Pipeline.Workspace)/.pip';
const ownFile = 'azure-pipelines.yml';

/** The pipeline for Azure DevOps; its path is from the project's folder. */
export function azureFile(plan: CiPlan): GeneratedFile {
  const { dev, prod, branch } = plan;
  const isBranch = `eq(variables['Build.SourceBranch'], 'refs/heads/${branch}')`;
  const isTag = "startsWith(variables['Build.SourceBranch'], 'refs/tags/v')";
  const content = {
    trigger: { branches: { include: [branch] }, tags: { include: ['v*'] } },
    pr: { branches: { include: [branch] } },
    pool: { vmImage: 'ubuntu-latest' },
    variables: { npm_config_cache: npmCache, PIP_CACHE_DIR: pipCache },
    stages: [
      { stage: 'check', displayName: 'Check', jobs: [checkJob(plan)] },
      ...(dev ? [deployStage(plan, dev, isBranch)] : []),
      ...(prod ? [deployStage(plan, prod, isTag)] : []),
    ],
  };
  return { path: ownFile, text: renderYaml(content), comment: '#' };
}

function checkJob(plan: CiPlan): object {
  const script = scripts(plan);
  const env = plan.env.map(given);
  return {
    job: 'check',
    displayName: 'Check',
    timeoutInMinutes: '30',
    steps: [
      ...prepare(plan),
      { task: 'UsePythonVersion@0', inputs: { versionSpec: pythonVersion } },
      cache('pip', ownFile, pipCache, plan),
      script(plan.lintPython, []),
      script(plan.validate, env),
      ...(plan.test ? [script(plan.test, [...env, ...plan.testEnv.map(given)])] : []),
      ...plan.pack.map((step) => script(step, env)),
      ...(plan.pack.length > 0 ? [{ publish: inRepository(plan, packageFile), artifact: 'package' }] : []),
    ],
  };
}

function deployStage(plan: CiPlan, { target, step, needsHost }: Deployment, condition: string): object {
  const script = scripts(plan);
  const signIn = plan.auth === 'oidc' ? oidc : secret;
  const variables = [...(needsHost ? [given('DATABRICKS_HOST')] : []), ...signIn, ...plan.env.map(given)];
  const steps = [
    { checkout: 'self' },
    ...prepare(plan).slice(1),
    script({ name: 'Install the Databricks CLI', run: [installCli('sudo sh')] }, []),
    script(step, variables),
  ];
  return {
    stage: `deploy_${target.replaceAll('-', '_')}`,
    displayName: `Deploy to ${target}`,
    dependsOn: 'check',
    condition: `and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'), ${condition})`,
    // With an exclusive lock on the environment, deployments come one after the other.
    lockBehavior: 'sequential',
    variables: [{ group: `headrace-${target}` }],
    jobs: [
      {
        deployment: 'deploy',
        displayName: `Deploy to ${target}`,
        timeoutInMinutes: '30',
        // Whoever must approve is a setting of the environment.
        environment: target,
        strategy: { runOnce: { deploy: { steps } } },
      },
    ],
  };
}

const oidc = [
  ['DATABRICKS_AUTH_TYPE', 'azure-devops-oidc'],
  given('DATABRICKS_CLIENT_ID'),
  ['SYSTEM_ACCESSTOKEN', '$(System.AccessToken)'],
] as const;

const secret = [
  ['DATABRICKS_AUTH_TYPE', 'oauth-m2m'],
  given('DATABRICKS_CLIENT_ID'),
  given('DATABRICKS_CLIENT_SECRET'),
] as const;

/** Secret variables reach a script only when they are handed over by name. */
function given(name: string): readonly [string, string] {
  return [name, `$(${name})`];
}

function prepare(plan: CiPlan): object[] {
  return [
    { checkout: 'self' },
    { task: 'NodeTool@0', inputs: { versionSpec: `${nodeVersion}.x` } },
    cache('npm', plan.installedFrom ?? ownFile, npmCache, plan),
    scripts(plan)(plan.install, []),
  ];
}

function cache(what: string, from: string, path: string, plan: CiPlan): object {
  return {
    task: 'Cache@2',
    displayName: `Cache of ${what}`,
    inputs: {
      key: `${what} | "$(Agent.OS)" | ${inRepository(plan, from)}`,
      restoreKeys: `${what} | "$(Agent.OS)"`,
      path,
    },
  };
}

function scripts({ folder }: CiPlan) {
  return ({ name, run }: CiStep, variables: readonly (readonly [string, string])[]): object => ({
    // Without it a failure is noticed only in the last line.
    script: run.length === 1 ? run[0] : `set -e\n${run.join('\n')}\n`,
    displayName: name,
    ...(folder !== '' && { workingDirectory: folder }),
    ...(variables.length > 0 && { env: Object.fromEntries(variables) }),
  });
}
