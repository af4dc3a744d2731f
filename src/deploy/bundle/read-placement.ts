import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFolder } from './make-bundle.ts';
import { placementIn } from './manifest.ts';
import type { Placement } from './place-tables.ts';

/**
 * In which pipeline each table was when the bundle was last written: what keeps tables where they are, and what
 * a pipeline is found by that was deployed from it. Empty for a project without a bundle.
 *
 * @param targets names of targets, any of which may have a manifest of its own.
 */
export async function readPlacement(root: string, targets: readonly string[]): Promise<Placement> {
  for (const folder of ['', ...targets]) {
    try {
      return placementIn(await readFile(join(root, generatedFolder, folder, 'manifest.py'), 'utf8'));
    } catch {
      // Not written there, or not yet at all.
    }
  }
  return new Map();
}
