import { describe, expect, test } from 'vitest';
import { load, outline } from './testing/project-folder.ts';

const sql = { 'transformations/gold/a.sql': 'select 1' };

describe('references', () => {
  test('variables: --var wins over the target, the target over the configuration', async () => {
    const files = {
      'config.yml': `
vars: {x: config, y: config, z: config}
targets: {dev: {default: true, vars: {x: dev, y: dev}}, prod: {vars: {x: prod}}}
tables: [{name: a, layer: gold, comment: "\${var:x} \${var:y} \${var:z}"}]
`,
      ...sql,
    };
    const comment = async (options: object): Promise<string | undefined> =>
      (await load(files, options)).tables.get('a')?.comment;
    expect(await comment({})).toBe('dev dev config');
    expect(await comment({ target: 'prod' })).toBe('prod config config');
    expect(await comment({ vars: { x: 'flag', z: `\${var:y}` } })).toBe(`flag dev \${var:y}`);
  });

  test('variables may be made from others and from the environment', async () => {
    const { vars, problems } = await load(
      {
        'config.yml': `
vars: {root: "s3://\${env:BUCKET}/\${var:zone}", zone: raw}
tables: [{name: a, layer: gold, source: {type: csv, path: "\${var:root}/a.csv"}}]
`,
      },
      { env: { BUCKET: 'lake' } },
    );
    expect(problems).toEqual([]);
    expect(vars).toEqual({ root: 's3://lake/raw', zone: 'raw' });
  });

  test('only what is needed now must be set: no other target, no overridden variable', async () => {
    const project = await load(
      {
        'config.yml': `
vars: {token: "\${env:UNSET_1}"}
targets: {dev: {default: true}, prod: {host: "\${env:UNSET_2}", vars: {x: "\${env:UNSET_3}"}}}
tables: [{name: a, layer: gold}]
`,
        ...sql,
      },
      { vars: { token: 't' } },
    );
    expect(project.problems).toEqual([]);
  });

  test('a variable that cannot be resolved is told once, not also as a wrong value', async () => {
    const { problems } = await load({
      'config.yml': `
vars: {n: "\${env:N}"}
storage: {threads: "\${var:n}", memory_limit: "\${var:n}"}
tables: [{name: a, layer: gold}]
`,
      ...sql,
    });
    expect(outline(problems)).toEqual([
      'HR-CONFIG-025 config.yml:2:11 The environment variable N is not set.',
    ]);
  });

  test('a doubled dollar keeps the text as it is', async () => {
    const { tables } = await load({
      'config.yml': `tables: [{name: a, layer: gold, comment: "$\${var:x} costs $5 {a}"}]`,
      ...sql,
    });
    expect(tables.get('a')?.comment).toBe(`\${var:x} costs $5 {a}`);
  });

  test('names that objects have by themselves are no variables', async () => {
    const { problems } = await load({
      'config.yml': `tables: [{name: a, layer: gold, comment: "\${var:constructor} \${env:toString}"}]`,
      ...sql,
    });
    expect(problems.map(({ code }) => code)).toEqual(['HR-CONFIG-024', 'HR-CONFIG-025']);
  });
});
