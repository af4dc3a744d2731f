import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headrace, temporaryFolder } from './run-cli.ts';

describe('a project that is moved or linked', () => {
  it('knows its files again, and reads none of them twice', () => {
    const folder = temporaryFolder();
    headrace(folder, 'init', 'shop');
    expect(headrace(folder, 'run', '-p', 'shop').code).toBe(0);
    renameSync(join(folder, 'shop'), join(folder, 'moved'));
    symlinkSync(join(folder, 'moved'), join(folder, 'link'));
    for (const place of ['moved', 'link']) {
      expect(headrace(folder, 'run', '-p', place).out).toMatch(/6 skipped/);
    }
  });
});

describe('raw files with names that mean something in a glob', () => {
  it('are read as they are, each once', () => {
    const names = ['a?b', 'a[x]b', 'a**', 'axb', 'azzz', 'a{1,2}', 'a[!x]'];
    const files = Object.fromEntries(names.map((name) => [`in/${name}.csv`, `n\n"${name}"\n`]));
    const folder = temporaryFolder({
      'config.yml':
        'tables:\n  - {name: raw, layer: bronze, source: {type: csv, path: in, columns: {n: string}}}\n',
      ...files,
    });
    expect(headrace(folder, 'run').code).toBe(0);
    const { out } = headrace(folder, 'query', 'select n from raw');
    expect(
      out
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.replaceAll('"', ''))
        .sort(),
    ).toEqual([...names].sort());
  });
});

describe('a table renamed by case only', () => {
  it('is the same table', () => {
    const folder = temporaryFolder({
      'config.yml': 'tables:\n  - {name: notes, layer: gold}\n',
      'transformations/gold/notes.sql': 'SELECT 1 AS x',
      'transformations/gold/Notes.sql': 'SELECT 1 AS x',
    });
    headrace(folder, 'run');
    const config = join(folder, 'config.yml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('notes', 'Notes'));
    expect(headrace(folder, 'run').code).toBe(0);
    expect(headrace(folder, 'query', 'select x from notes').out).toBe('x\n1\n');
  });
});

describe('secrets in a source', () => {
  it('are in no output and in no file', () => {
    const folder = temporaryFolder({
      'config.yml':
        'tables:\n  - {name: raw, layer: bronze, source: {type: csv, path: "https://127.0.0.1:9/x.csv?token=${env:HEADRACE_TEST_TOKEN}"}}\n',
    });
    process.env.HEADRACE_TEST_TOKEN = 's3cret';
    const { code, out, err } = headrace(folder, 'run');
    expect(code).toBe(1);
    expect(out + err).toMatch(/HR-SOURCE-005/);
    expect(out + err + headrace(folder, 'runs', 'show', '--json').out).not.toContain('s3cret');
    expect(readFileSync(join(folder, '.headrace/state.db'), 'latin1')).not.toContain('s3cret');
  });
});
