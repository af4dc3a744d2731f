import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import { packFailed } from './problems.ts';

/** Where a project keeps the packed Headrace that CI and clusters install, unless it says otherwise. */
export const tarballPath = 'vendor/headrace.tgz';

/**
 * Whether a packed Headrace is there, and of this version.
 *
 * @param path absolute.
 */
export function isPacked(path: string, version: string): boolean {
  return existsSync(path) && packedVersion(readFileSync(path)) === version;
}

/**
 * Packs an installed Headrace into a file that npm can install; the file is replaced as a whole.
 *
 * @param packageFolder the folder of the installed package.
 * @param path absolute.
 * @throws HeadraceError when npm is missing or fails.
 */
export async function packHeadrace(packageFolder: string, path: string): Promise<void> {
  try {
    if (!existsSync(join(packageFolder, 'dist', 'bin.js'))) throw new Error('it was not built');
    await mkdir(dirname(path), { recursive: true });
    const folder = await mkdtemp(join(dirname(path), '.pack-'));
    try {
      const options = ['--ignore-scripts', '--json', '--pack-destination', folder];
      const { stdout } = await promisify(execFile)('npm', ['pack', ...options, packageFolder], {
        cwd: folder,
        shell: process.platform === 'win32',
      });
      await rename(join(folder, packedName(stdout)), path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new HeadraceError(packFailed({ reason }), { exitCode: exitCode.failed, cause: error });
  }
}

/** From what `npm pack --json` says: a list with one package, or a mapping of them. */
function packedName(output: string): string {
  const said: unknown = JSON.parse(output);
  const [first]: unknown[] = isRecord(said) || Array.isArray(said) ? Object.values(said) : [];
  if (isRecord(first) && typeof first.filename === 'string') return first.filename;
  throw new Error('npm did not say what it wrote');
}

/** The version in a package as npm packs it: a compressed tar, in which each file follows a block with its name and size. */
function packedVersion(content: Buffer): string | undefined {
  try {
    const tar = gunzipSync(content);
    for (let at = 0; at < tar.length; ) {
      const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
      const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0;
      if (name === 'package/package.json') {
        const read: unknown = JSON.parse(tar.toString('utf8', at + 512, at + 512 + size));
        return isRecord(read) && typeof read.version === 'string' ? read.version : undefined;
      }
      at += 512 + Math.ceil(size / 512) * 512;
    }
  } catch {
    // Whatever it is, it is no package.
  }
  return undefined;
}
