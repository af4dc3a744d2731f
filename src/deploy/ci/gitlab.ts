import type { GeneratedFile } from '../generated/index.ts';
import { type CiPlan, type Deployment, inRepository, packageFile } from './ci-plan.ts';
import { installCli } from './install-cli.ts';
import { renderYaml } from './render-yaml.ts';
import { pythonVersion } from './versions.ts';

const ownFile = '.gitlab-ci.yml';

/** The pipeline for GitLab; its path is from the project's folder. Variables of GitLab reach every job by themselves. */
export function gitlabFile(plan: CiPlan): GeneratedFile {
  const { install, validate, test, pack, dev, prod, branch } = plan;
  const onBranch = { if: `$CI_COMMIT_BRANCH == "${branch}"` };
  const onTag = { if: '$CI_COMMIT_TAG =~ /^v/' };
  const content = {
    workflow: { rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }, onBranch, onTag] },
    stages: ['check', ...(dev || prod ? ['deploy'] : [])],
    check: {
      stage: 'check',
      ...nodeJob(plan),
      script: [install, validate, ...(test ? [test] : []), ...pack].flatMap(({ run }) => run),
      ...(pack.length > 0 && { artifacts: { paths: [inRepository(plan, packageFile)] } }),
    },
    'lint-python': {
      stage: 'check',
      image: `python:${pythonVersion}`,
      timeout: '30 minutes',
      interruptible: true,
      variables: { PIP_CACHE_DIR: '$CI_PROJECT_DIR/.cache/pip' },
      cache: { key: { files: [inRepository(plan, ownFile)], prefix: 'pip' }, paths: ['.cache/pip'] },
      ...inFolder(plan),
      script: plan.lintPython.run,
    },
    ...(dev && { 'deploy-dev': deployJob(plan, dev, onBranch, 'development') }),
    // The button is the approval; who may press it is a setting of the protected environment.
    ...(prod && { 'deploy-prod': deployJob(plan, prod, { ...onTag, when: 'manual' }, 'production') }),
  };
  return { path: ownFile, text: renderYaml(content), comment: '#' };
}

function deployJob(plan: CiPlan, { target, step }: Deployment, rule: object, tier: string): object {
  return {
    stage: 'deploy',
    needs: ['check', 'lint-python'],
    rules: [rule],
    ...nodeJob(plan),
    interruptible: false,
    environment: { name: target, deployment_tier: tier },
    resource_group: target,
    ...(plan.auth === 'oidc' && { id_tokens: { DATABRICKS_OIDC_TOKEN: { aud: '$DATABRICKS_ACCOUNT_ID' } } }),
    variables: {
      DATABRICKS_AUTH_TYPE: plan.auth === 'oidc' ? 'env-oidc' : 'oauth-m2m',
      npm_config_cache: npmCache,
    },
    script: [...plan.install.run, installCli('sh'), ...step.run],
  };
}

const npmCache = '$CI_PROJECT_DIR/.cache/npm';

function nodeJob(plan: CiPlan): object {
  const from = inRepository(plan, plan.installedFrom ?? ownFile);
  return {
    image: plan.image,
    timeout: '30 minutes',
    interruptible: true,
    variables: { npm_config_cache: npmCache },
    cache: { key: { files: [from], prefix: 'npm' }, paths: ['.cache/npm'] },
    ...inFolder(plan),
  };
}

function inFolder({ folder }: CiPlan): object {
  return folder === '' ? {} : { before_script: [`cd '${folder.replaceAll("'", "'\\''")}'`] };
}
