import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'headrace package '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(cwd: string, ...argv: string[]): { status: number | null; stdout: string; out: string } {
  const { status, stdout, stderr } = spawnSync('npm', argv, { cwd, encoding: 'utf8', timeout: 180_000 });
  return { status, stdout, out: stdout + stderr };
}

const offline = /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/;

/** Without a network: the package's own files, with the dependencies of this checkout. */
function installByHand(filename: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  spawnSync('tar', ['-xzf', filename], { cwd: folder });
  renameSync(join(folder, 'package'), join(modules, 'headrace'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && !name.startsWith('headrace')) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
  }
  symlinkSync('../headrace/dist/bin.js', join(modules, '.bin/headrace'));
}

/** The package as others get it: packed, installed elsewhere (from npm's own cache where there is one). */
describe('the packed package', () => {
  let files: string[];
  beforeAll(() => {
    const packed = npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
    const [{ filename, files: list }] = JSON.parse(packed.stdout);
    files = list.map(({ path }: { path: string }) => path);
    writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
    const installed = npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`);
    if (offline.test(installed.out)) installByHand(filename);
    else expect(installed.out).not.toMatch(/npm error/);
  }, 200_000);

  it('holds what runs and what explains it, and no tests', () => {
    expect(files).toEqual(expect.arrayContaining(['dist/bin.js', 'dist/index.d.ts', 'LICENSE', 'README.md']));
    expect(files.filter((file) => /test|bench|examples/.test(file))).toEqual([]);
  });

  it('answers npx headrace --version', () => {
    expect(npm(folder, 'exec', '--no', '--', 'headrace', '--version').out).toMatch(/^\d+\.\d+\.\d+$/m);
  });

  it('makes and runs a project, TypeScript transformations too, where nothing else is installed', () => {
    const bin = join(folder, 'node_modules/headrace/dist/bin.js');
    const headrace = (...argv: string[]) =>
      spawnSync(process.execPath, [bin, ...argv], { cwd: join(folder, 'elsewhere'), encoding: 'utf8' });
    expect(spawnSync(process.execPath, [bin, 'init', 'elsewhere'], { cwd: folder }).status).toBe(0);
    rmSync(join(folder, 'elsewhere/transformations/gold/sales_by_country.sql'));
    writeFileSync(
      join(folder, 'elsewhere/transformations/gold/sales_by_country.ts'),
      "import { table } from 'headrace';\nexport default table({ sql: ({ ref }) => `SELECT country, count(*) AS n FROM ${ref('orders_clean')} GROUP BY country` });\n",
    );
    const run = headrace('run', '--index');
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/done in .*6 built/);
    expect(headrace('search', 'jacket', '--mode', 'hybrid').stdout).toMatch(/Trail jacket/);
  });

  it('has types for every entry point', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      "import { table } from 'headrace';\nimport { openEmbeddedIndex } from 'headrace/search';\nexport default table({ sql: ({ ref }) => ref('x') });\nexport const open: (path: string) => Promise<{ close(): void }> = openEmbeddedIndex;\n",
    );
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck'];
    const { stdout, status } = spawnSync(process.execPath, [compiler, ...options, 'use.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
