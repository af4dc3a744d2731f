import { describe, expect, it } from 'vitest';
import { headrace, temporaryFolder } from '../cli/run-cli.ts';

const files = {
  'data/a.csv': 'id,name\n1,x\n',
  'transformations/silver/b.sql':
    "SELECT id, regexp_matches(name, 'x') AS is_x, concat(name, 'y') AS y\nFROM a\n",
};
const tables = `tables:
  - {name: a, layer: bronze, source: {type: csv, path: data/a.csv}}
  - {name: b, layer: silver}
`;
const project = (targets: string): string =>
  temporaryFolder({ ...files, 'config.yml': `${tables}${targets}` });

describe('SQL that Spark would read otherwise', () => {
  it('is only counted while all targets are for DuckDB', () => {
    const folder = project('');
    const { code, out, err } = headrace(folder, 'validate');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('2 places in the SQL would not be read alike by Spark');
    expect(JSON.parse(headrace(folder, 'validate', '--json').out)).toMatchObject({
      ok: true,
      not_portable: 2,
    });
    expect(headrace(folder, 'run', '--quiet')).toMatchObject({ code: 0, err: '' });
  });

  it('is an error when asked for, at its place, with what to write', () => {
    const { code, err } = headrace(project(''), 'validate', '--portable');
    expect(code).toBe(2);
    expect(err).toContain('error HR-SQL-022');
    expect(err).toContain('transformations/silver/b.sql:1:12');
    expect(err).toContain('regexp_like');
  });

  it('is a warning when another target is for Spark, and an error when that one is in use', () => {
    const folder = project('targets: {dev: {default: true}, lake: {engine: spark}}\n');
    const here = headrace(folder, 'validate');
    expect(here.code).toBe(0);
    expect(here.err).toContain('warning HR-SQL-022');
    expect(here.err).not.toContain('HR-SQL-021');
    const there = headrace(folder, 'validate', '--target', 'lake');
    expect(there.code).toBe(2);
    expect(there.err).toContain('error HR-SQL-022');
    expect(there.err).toContain('warning HR-SQL-021');
  });
});
