import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editProblems, type GeneratedFile, planFiles, writeFiles } from './index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headrace generated '));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const yaml: GeneratedFile = { path: 'databricks.yml', text: 'bundle:\n  name: shop', comment: '#' };
const sql: GeneratedFile = { path: 'pipelines/generated/main/a.sql', text: 'SELECT 1;\n', comment: '--' };
const options = { command: 'bundle', folders: ['pipelines'] };

async function statuses(files: readonly GeneratedFile[], command = 'bundle'): Promise<string[]> {
  const plan = await planFiles(root, files, { ...options, command });
  return plan.files.map(({ path, status }) => `${status} ${path}`);
}

async function write(...files: GeneratedFile[]): Promise<void> {
  await writeFiles(await planFiles(root, files, options));
}

function edit(path: string, text: (before: string) => string): void {
  writeFileSync(join(root, path), text(readFileSync(join(root, path), 'utf8')));
}

describe('generated files', () => {
  it('are new, then the same, then changed', async () => {
    expect(await statuses([yaml, sql])).toEqual([`new ${yaml.path}`, `new ${sql.path}`]);
    await write(yaml, sql);
    expect(await statuses([yaml, sql])).toEqual([`same ${yaml.path}`, `same ${sql.path}`]);
    expect(await statuses([yaml, { ...sql, text: 'SELECT 2' }])).toContain(`changed ${sql.path}`);
  });

  it('carry two comment lines that say who made them', async () => {
    await write(sql);
    const lines = readFileSync(join(root, sql.path), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^-- Made by `headrace bundle`\. /);
    expect(lines[1]).toMatch(/^-- sha256 [0-9a-f]{64}$/);
    expect(lines.slice(2)).toEqual(['SELECT 1;', '']);
  });

  it('keep the line that a script runs by in its place', async () => {
    const script: GeneratedFile = { path: 'pipelines/install.sh', text: '#!/bin/bash\ntrue\n', comment: '#' };
    await write(script);
    const lines = readFileSync(join(root, script.path), 'utf8').split('\n');
    expect(lines).toEqual(['#!/bin/bash', expect.any(String), expect.any(String), 'true', '']);
    expect(await statuses([script])).toEqual([`same ${script.path}`]);
    edit(script.path, (before) => before.replace('bash', 'sh'));
    expect(await statuses([script])).toEqual([`edited ${script.path}`]);
  });

  it('are refused as a whole when a person edited one, and written when forced', async () => {
    await write(yaml, sql);
    edit(sql.path, (before) => `${before}-- mine\n`);
    const plan = await planFiles(root, [{ ...yaml, text: 'other' }, sql], options);
    expect(editProblems(plan)).toMatchObject([{ code: 'HR-GENERATED-001' }]);
    await expect(writeFiles(plan)).rejects.toMatchObject({ exitCode: 2 });
    expect(readFileSync(join(root, yaml.path), 'utf8')).toContain('shop');
    await writeFiles(plan, { force: true });
    expect(readFileSync(join(root, sql.path), 'utf8')).not.toContain('mine');
    expect(await statuses([{ ...yaml, text: 'other' }, sql])).toEqual([
      `same ${yaml.path}`,
      `same ${sql.path}`,
    ]);
  });

  it('never replace a file of a person, or of another command', async () => {
    writeFileSync(join(root, 'databricks.yml'), 'mine: true\n');
    const plan = await planFiles(root, [yaml], options);
    expect(editProblems(plan)).toMatchObject([{ code: 'HR-GENERATED-002' }]);
    await write(sql);
    expect(await statuses([sql], 'ci github')).toEqual([`edited ${sql.path}`]);
    expect(await statuses([], 'ci github')).toEqual([]);
  });

  it('are removed when they are no longer wanted, with folders that they leave empty', async () => {
    await write(yaml, sql);
    expect(await statuses([yaml])).toEqual([`same ${yaml.path}`, `gone ${sql.path}`]);
    await write(yaml);
    expect(readdirSync(root)).toEqual(['databricks.yml']);
  });

  it('are not removed when a person edited them, or wrote them', async () => {
    await write(sql);
    edit(sql.path, (before) => `${before}-- mine\n`);
    writeFileSync(join(root, 'pipelines/own.sql'), 'SELECT 1;\n');
    expect(await statuses([])).toEqual([`edited ${sql.path}`]);
  });

  it('are the same with the line ends of Windows', async () => {
    await write(sql);
    edit(sql.path, (before) => before.replaceAll('\n', '\r\n'));
    expect(await statuses([sql])).toEqual([`same ${sql.path}`]);
  });

  it('say what is in their way', async () => {
    writeFileSync(join(root, 'pipelines'), 'a file where a folder must be');
    await expect(write(sql)).rejects.toMatchObject({ problems: [{ code: 'HR-GENERATED-003' }] });
  });
});
