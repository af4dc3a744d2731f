import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/docs/generate.ts';

/** What a run leaves behind. */
const made = /[/\\](\.headrace|node_modules|schemas|landing)$/;

/**
 * A copy of an example in a folder of its own, whose name is not the example's and holds a space. It lies inside of the
 * repository, where its packages are found; `headrace` is the source as it is now, not what was built last.
 *
 * @param changed a file's text, as the copy is to have it.
 */
export function copyExample(
  name: string,
  copy: string,
  changed: (text: string) => string = (text) => text,
): { readonly folder: string; remove(): void } {
  const folder = join(root, '.cache', 'examples', copy);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: (path) => !made.test(path) });
  for (const file of ['config.yml', 'start.ts', 'ask.ts']) {
    const path = join(folder, file);
    writeFileSync(path, changed(readFileSync(path, 'utf8')));
  }
  linkSource(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Makes the source of this repository the package `headrace` of a folder. */
function linkSource(folder: string): void {
  const headrace = join(folder, 'node_modules', 'headrace');
  mkdirSync(headrace, { recursive: true });
  symlinkSync(join(root, 'src'), join(headrace, 'src'));
  const exported = {
    '.': './src/index.ts',
    './search': './src/search/index.ts',
    './package.json': './package.json',
  };
  const manifest = { name: 'headrace', type: 'module', bin: { headrace: 'src/bin.ts' }, exports: exported };
  writeFileSync(join(headrace, 'package.json'), JSON.stringify(manifest));
}
