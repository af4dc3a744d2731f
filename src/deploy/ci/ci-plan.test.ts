import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CiConfig, CiTarget } from '../../project/index.ts';
import { ciFile, nextSteps, type Platform, planCi } from './index.ts';

const at = { place: { file: 'config.yml', line: 1, col: 1 } };
const target = (name: string, more: Partial<CiTarget> = {}): CiTarget => ({
  name,
  engine: 'databricks',
  hasHost: true,
  named: false,
  at,
  ...more,
});
const usual: CiConfig = {
  test: [],
  branch: 'main',
  dev: target('dev'),
  prod: target('prod'),
  auth: 'oidc',
  env: [],
  testEnv: [],
  image: undefined,
  headrace: undefined,
};

function plan(config: Partial<CiConfig> = {}, around: Partial<Parameters<typeof planCi>[0]['around']> = {}) {
  return planCi({
    config: { ...usual, ...config },
    around: { folder: '', packageJson: undefined, ...around },
    tarball: 'vendor/headrace.tgz',
  });
}

const platforms: readonly Platform[] = ['github', 'azure', 'gitlab'];
const file = (platform: Platform, ...given: Parameters<typeof plan>) => ciFile(platform, plan(...given)).file;

describe('the plan of CI', () => {
  it('installs the packed Headrace when nothing else is said', () => {
    const { install, tarball, installedFrom } = plan();
    expect(install.run).toEqual(['npm install --global ./vendor/headrace.tgz']);
    expect([tarball, installedFrom]).toEqual(['vendor/headrace.tgz', 'vendor/headrace.tgz']);
  });

  it('takes Headrace from the package.json that has it', () => {
    const own = plan({}, { packageJson: { hasLock: true, hasHeadrace: true } });
    expect(own.install.run).toEqual(['npm ci']);
    expect(own.validate.run[0]).toMatch(/^npx headrace validate/);
    expect([own.tarball, own.installedFrom]).toEqual([undefined, 'package-lock.json']);
  });

  it('installs both when package.json has other things', () => {
    const { install, tarball } = plan({}, { packageJson: { hasLock: false, hasHeadrace: false } });
    expect(install.run).toEqual(['npm install', 'npm install --global ./vendor/headrace.tgz']);
    expect(tarball).toBe('vendor/headrace.tgz');
  });

  it('takes what the configuration says, and packs nothing then', () => {
    const version = plan({ headrace: 'headrace@1.2.0' });
    expect(version.install.run).toEqual(['npm install --global headrace@1.2.0']);
    expect(version.tarball).toBeUndefined();
    expect(plan({ headrace: './tools/headrace.tgz' }).install.run).toEqual([
      'npm install --global ./tools/headrace.tgz',
    ]);
  });

  it('deploys only what is on Databricks, and says so when a target is named that is not', () => {
    const local = plan({ dev: target('dev', { engine: 'duckdb' }) });
    expect([local.dev, local.prod?.target, local.problems]).toEqual([undefined, 'prod', []]);
    const named = plan({ dev: target('laptop', { engine: 'duckdb', named: true }) });
    expect(named.problems).toMatchObject([{ code: 'HR-CI-001', place: at.place }]);
  });

  it('only checks a project that is not on Databricks', () => {
    const checks = plan({ dev: undefined, prod: undefined });
    expect(checks.problems).toMatchObject([{ code: 'HR-CI-002', severity: 'warning' }]);
    expect([checks.validate.run, checks.pack]).toEqual([['headrace validate'], []]);
    expect(nextSteps('github', checks)).toEqual([]);
    for (const platform of platforms) {
      expect(file(platform, { dev: undefined, prod: undefined }).text).not.toMatch(/deploy|bundle|package/);
    }
  });
});

describe('the file of each platform', () => {
  it.each(platforms)('%s deploys the branch to dev and tags to prod, after the checks', (platform) => {
    const { text } = file(platform, { test: ['npm test'], branch: 'trunk' });
    const order = [
      'headrace validate --target dev',
      'npm test',
      'headrace bundle --check',
      'git archive',
      'headrace deploy --target dev',
      'headrace deploy --target prod',
    ].map((command) => text.indexOf(command));
    expect(order.every((position) => position > 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(text).toContain('trunk');
    expect(text).toMatch(/ruff check/);
  });

  it.each(platforms)('%s hands secrets over by reference, and only to who needs them', (platform) => {
    const { text } = file(platform, {
      auth: 'secret',
      env: ['DATA_ROOT'],
      testEnv: ['TEST_KEY'],
      test: ['t'],
    });
    expect(text).toContain('oauth-m2m');
    expect(text).not.toContain('id-token');
    expect(text).not.toContain('id_tokens');
    if (platform === 'gitlab') return;
    expect(text).toMatch(/DATABRICKS_CLIENT_SECRET: \$(\{\{ secrets\.|\()DATABRICKS_CLIENT_SECRET/);
    // Once in the test step; the tests of others never see what deploys.
    expect(text.match(/TEST_KEY:/g)).toHaveLength(1);
    expect(text.slice(0, text.indexOf('headrace bundle --check'))).not.toContain('DATABRICKS');
  });

  it('signs in without a secret', () => {
    expect(file('github').text).toMatch(/id-token: write[\s\S]*DATABRICKS_AUTH_TYPE: github-oidc/);
    expect(file('azure').text).toMatch(
      /azure-devops-oidc[\s\S]*SYSTEM_ACCESSTOKEN: \$\(System\.AccessToken\)/,
    );
    expect(file('gitlab').text).toMatch(/env-oidc[\s\S]*DATABRICKS_OIDC_TOKEN:\n\s+aud:/);
  });

  it('asks for the workspace only where the configuration does not name it', () => {
    expect(file('github').text).not.toContain('DATABRICKS_HOST');
    const hostless = { prod: target('prod', { hasHost: false }) };
    expect(file('github', hostless).text.match(/DATABRICKS_HOST:/g)).toHaveLength(1);
    expect(nextSteps('github', plan(hostless)).join()).toContain('DATABRICKS_HOST');
  });

  it('uses actions by commit', () => {
    const used = [...file('github').text.matchAll(/uses: (\S+)/g)].map((match) => match[1]);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([]);
  });

  it('waits for a person before prod in GitLab, and never cancels a deployment', () => {
    const jobs = parse(file('gitlab').text);
    expect(jobs['deploy-prod'].rules).toEqual([{ if: '$CI_COMMIT_TAG =~ /^v/', when: 'manual' }]);
    expect(jobs['deploy-prod'].interruptible).toBe(false);
  });

  it.each(platforms)('%s works in a folder of a bigger repository', (platform) => {
    const around = { folder: 'data/shop' };
    const { path, text } = file(platform, {}, around);
    expect(text).toContain('data/shop/vendor/headrace.tgz');
    expect(text).toContain('data/shop/package.tar.gz');
    if (platform === 'github') expect(path).toBe('.github/workflows/headrace-data-shop.yml');
    if (platform === 'gitlab') expect(nextSteps(platform, plan({}, around)).join()).toContain('include:');
    else expect(text).toMatch(/working-?directory: data\/shop/i);
  });
});
