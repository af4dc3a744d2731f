import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ciFile, planCi, tarballPath } from '../../src/deploy/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { headrace, temporaryFolder } from '../cli/run-cli.ts';
import { checkSchema, installCheckers, missingForChecks, programsOf } from './ci-checkers.ts';

const config = `tables:
  - {name: orders, layer: bronze, source: {type: csv, path: "\${var:landing}/orders.csv", columns: {id: bigint}}}
vars: {landing: data}
targets:
  local: {default: true}
  dev:
    {engine: databricks, host: "https://dev.example.com", catalog: shop_dev, schema: sales, vars: {landing: /Volumes/dev}}
  prod: {engine: databricks, catalog: shop, schema: sales, vars: {landing: /Volumes/prod}}
`;
const files = {
  github: '.github/workflows/headrace.yml',
  azure: 'azure-pipelines.yml',
  gitlab: '.gitlab-ci.yml',
};
const platforms = ['github', 'azure', 'gitlab'] as const;

/** A project in the root of a Git repository. */
function project(text = config, more: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder({ 'config.yml': text, 'data/orders.csv': 'id\n1\n', ...more });
  git(folder, 'init', '-q');
  return folder;
}

describe('headrace ci', () => {
  it('writes the file and what CI installs, and says what a person has to do', () => {
    const folder = project();
    const { code, out } = headrace(folder, 'ci', 'github');
    expect(code).toBe(0);
    expect(out).toMatch(/new +\.github\/workflows\/headrace\.yml\nnew +vendor\/headrace\.tgz/);
    expect(out).toMatch(/environments "dev" and "prod".*DATABRICKS_CLIENT_ID, DATABRICKS_HOST/);
    expect(out).toContain('require reviewers for "prod"');
    const inside = spawnSync('tar', ['-tzf', 'vendor/headrace.tgz'], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout;
    expect(inside).toMatch(/^package\/dist\/bin\.js$/m);
    expect(headrace(folder, 'ci', 'github').out).toMatch(/^same .*\nsame /);
  });

  it('checks without writing', () => {
    const folder = project('tables: [{name: a, layer: bronze}]\nci: {headrace: headrace@1.0.0}\n', {
      'transformations/bronze/a.sql': 'SELECT 1 AS x',
    });
    const before = headrace(folder, 'ci', 'gitlab', '--check');
    expect([before.code, existsSync(join(folder, files.gitlab))]).toEqual([1, false]);
    expect(before.err).toMatch(/HR-CI-004[\s\S]*headrace ci gitlab/);
    expect(headrace(folder, 'ci', 'gitlab').code).toBe(0);
    expect(headrace(folder, 'ci', 'gitlab', '--check')).toMatchObject({ code: 0 });
    appendFileSync(join(folder, 'config.yml'), 'x-note: nothing that matters\n');
    expect(headrace(folder, 'ci', 'gitlab', '--check').code).toBe(0);
  });

  it('keeps what a person changed, unless forced', () => {
    const folder = project();
    headrace(folder, 'ci', 'azure');
    const path = join(folder, files.azure);
    appendFileSync(path, '# mine\n');
    const refused = headrace(folder, 'ci', 'azure');
    expect([refused.code, readFileSync(path, 'utf8')]).toEqual([2, expect.stringContaining('# mine')]);
    expect(headrace(folder, 'ci', 'azure', '--check').code).toBe(1);
    expect(headrace(folder, 'ci', 'azure', '--force').code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('# mine');
  });

  it('writes a workflow of GitHub to the root of the repository, wherever the project is', () => {
    const root = project(config);
    const folder = join(root, 'data');
    writeFileSync(join(folder, 'config.yml'), config);
    const { out } = headrace(root, 'ci', 'github', '--project', 'data', '--json');
    expect(JSON.parse(out)).toMatchObject({
      platform: 'github',
      files: [
        { path: '../.github/workflows/headrace-data.yml', status: 'new' },
        { path: 'vendor/headrace.tgz', status: 'new' },
      ],
    });
    expect(existsSync(join(root, '.github/workflows/headrace-data.yml'))).toBe(true);
  });

  it('names what it cannot use', () => {
    const named = project(`${config}ci: {dev: local}\n`);
    expect(headrace(named, 'ci', 'github')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/HR-CI-001[\s\S]*config\.yml:\d+/),
    });
    expect(headrace(project(`${config}ci: {prod: prd}\n`), 'ci', 'github')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no target "prd"[\s\S]*Did you mean "prod"/),
    });
    expect(headrace(named, 'ci', 'jenkins').code).toBe(2);
  });

  it('never writes the value of a variable', () => {
    const folder = project(config.replace('https://dev.example.com', '${env:SHOP_HOST}'));
    process.env.SHOP_HOST = 'https://very-secret.example.com';
    try {
      for (const platform of platforms) {
        expect(headrace(folder, 'ci', platform).code).toBe(0);
        expect(readFileSync(join(folder, files[platform]), 'utf8')).not.toContain('very-secret');
      }
      expect(readFileSync(join(folder, files.github), 'utf8')).toContain(
        'vars.SHOP_HOST || secrets.SHOP_HOST',
      );
    } finally {
      delete process.env.SHOP_HOST;
    }
  });
});

const missing = missingForChecks();

describe.skipIf(missing && !process.env.CI)(
  missing ? `generated CI files (${missing})` : 'generated CI files',
  () => {
    let checkers = '';
    beforeAll(async () => {
      checkers = await installCheckers();
    }, 300_000);

    /** Files as they are written, with configurations that differ in everything that matters to CI. */
    async function filesOf(platform: (typeof platforms)[number]): Promise<string[]> {
      const variants = [
        config,
        `${config}ci: {test: [npm test, "echo 1 | cat"], branch: trunk, auth: secret, env: [TEST_URL]}\n`,
        `${config.replace('https://dev', '${env:HOST}')}ci: {test: npm test, headrace: headrace@1.0.0}\n`,
        config.replaceAll('databricks', 'duckdb'),
      ];
      const folder = temporaryFolder();
      return Promise.all(
        variants.flatMap((text, index) =>
          [
            { folder: '', packageJson: undefined },
            { folder: 'data/shop', packageJson: { hasLock: true, hasHeadrace: false } },
          ].map(async (around) => {
            const root = project(text);
            const { ci } = await loadProject({ root, env: { HOST: 'x' } });
            const { file } = ciFile(platform, planCi({ config: ci, around, tarball: tarballPath }));
            const path = join(folder, `${index}${around.folder.length}.yml`);
            writeFileSync(path, file.text);
            return path;
          }),
        ),
      );
    }

    it.each(platforms)('agree with the schema that %s publishes', async (platform) => {
      expect(await checkSchema(checkers, platform, await filesOf(platform))).toMatch(/^ok/);
    });

    it('would not agree with a mistake in them', async () => {
      const [path = ''] = await filesOf('github');
      writeFileSync(path, readFileSync(path, 'utf8').replace('runs-on:', 'run-on:'));
      expect(await checkSchema(checkers, 'github', [path])).toMatch(/run-on|runs-on/);
    });

    it('hold commands that do what they say: the steps of a pull request, one by one', () => {
      const folder = project(`${config}ci: {test: "test -f config.yml"}\n`, {
        'transformations/silver/notes.py': 'print(spark.version)\n',
      });
      expect(headrace(folder, 'bundle')).toMatchObject({ code: 0 });
      expect(headrace(folder, 'ci', 'github').code).toBe(0);
      git(folder, 'add', '.');
      git(folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'all');
      const step = steps(folder, checkers);

      expect(step('Lint Python')).toBe(0);
      expect(step('Validate')).toBe(0);
      expect(step('Test')).toBe(0);
      expect(step('Check the bundle')).toBe(0);
      expect(step('Package')).toBe(0);
      const { stdout } = spawnSync('tar', ['-tzf', 'package.tar.gz'], { cwd: folder, encoding: 'utf8' });
      expect(stdout.split('\n')).toEqual(expect.arrayContaining(['config.yml', 'databricks.yml']));

      writeFileSync(join(folder, 'transformations/silver/notes.py'), 'print(sprak.version\n');
      expect(step('Lint Python')).not.toBe(0);
      writeFileSync(join(folder, 'config.yml'), config.replace('bronze', 'brnze'));
      expect(step('Validate')).toBe(2);
    });
  },
);

/** Runs a step of the generated workflow as GitHub does, by its name; answers with its exit code. */
function steps(folder: string, checkers: string): (name: string) => number | null {
  // Both were installed in another way: ruff is there, Headrace is this checkout.
  const programs = temporaryFolder({
    headrace: `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`,
    pip: '#!/bin/sh\ntest "$1" = install\n',
  });
  for (const name of ['headrace', 'pip']) chmodSync(join(programs, name), 0o755);
  const env = { ...process.env, PATH: `${programs}:${programsOf(checkers)}:${process.env.PATH}` };
  const written: { name?: string; run?: string }[] = parse(readFileSync(join(folder, files.github), 'utf8'))
    .jobs.check.steps;
  return (name) => {
    const { run } = written.find((step) => step.name === name) ?? {};
    if (run === undefined) throw new Error(`there is no step "${name}"`);
    return spawnSync('bash', ['-eo', 'pipefail', '-c', run], { cwd: folder, env }).status;
  };
}

function git(folder: string, ...argv: string[]): void {
  spawnSync('git', argv, { cwd: folder });
}

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
