import { describe, expect, it } from 'vitest';
import { load, outline } from './testing/project-folder.ts';

const tables = 'tables: [{name: a, layer: bronze, source: {type: csv, path: "${env:ROOT}/a.csv"}}]\n';
const config = (text: string) => load({ 'config.yml': tables + text }, { env: { ROOT: '/data', HOST: 'h' } });

describe('ci', () => {
  it('deploys to the targets that are named dev and prod, unless it names others', async () => {
    const targets =
      'targets: {dev: {default: true}, prod: {engine: databricks}, live: {engine: databricks, host: h}}\n';
    const usual = (await config(targets)).ci;
    expect(usual).toMatchObject({
      branch: 'main',
      auth: 'oidc',
      dev: { name: 'dev', engine: 'duckdb', named: false },
      prod: { name: 'prod', engine: 'databricks', hasHost: false, named: false },
    });
    const named = (await config(`${targets}ci: {prod: live}\n`)).ci;
    expect(named.prod).toMatchObject({ name: 'live', hasHost: true, named: true });
    expect((await config('')).ci).toMatchObject({ dev: undefined, prod: undefined });
  });

  it('knows the variables that checking and deploying needs, and no credentials', async () => {
    const { ci } = await config(
      'targets: {dev: {default: true}, prod: {engine: databricks, host: "${env:HOST}"}}\n' +
        'vars: {price: "$${env:ESCAPED}", other: "${env:ROOT}"}\n' +
        'connections: {pg: {type: postgres, url: "${env:DATABASE_URL}"}}\n' +
        'ci: {env: [TEST_URL, ROOT], test: npm test}\n',
    );
    expect(ci).toMatchObject({ env: ['HOST', 'ROOT'], testEnv: ['TEST_URL'], test: ['npm test'] });
  });

  it('says what is wrong, where', async () => {
    const targets = 'targets: {dev: {}, prod: {engine: databricks}}\n';
    const { problems } = await config(`${targets}ci:\n  prod: prd\n`);
    expect(outline(problems)).toContain(
      'HR-CONFIG-028 config.yml:4:9 There is no target "prd". Did you mean "prod"?',
    );
    const wrong = await config('ci:\n  auth: token\n  env: [a b]\n  headrace: "x; rm -rf /"\n');
    expect(outline(wrong.problems)).toEqual([
      'HR-CONFIG-006 config.yml:3:9 "ci.auth" should be oidc or secret, but is "token".',
      'HR-CONFIG-006 config.yml:4:9 Item 1 of "ci.env" should be the name of an environment variable, but is "a b".',
      'HR-CONFIG-006 config.yml:5:13 "ci.headrace" should be a version of the package, such as headrace@1.2.0, or a file of the project, but is "x; rm -rf /".',
    ]);
  });
});
