import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { count, exitCode, HeadraceError } from '../../kernel/index.ts';
import {
  acquireWriterLock,
  openState,
  type StatePaths,
  statePaths,
  tryExclusive,
} from '../../state/index.ts';
import { forgetEverything, hasWarehouse, sweep } from '../../warehouse/index.ts';
import { commandLine } from '../command-line.ts';
import { confirm } from '../confirm.ts';
import { beingRead, notConfirmed } from '../problems.ts';
import type { CleanOptions } from './clean.ts';

export async function clean(options: CleanOptions): Promise<void> {
  const root = resolve(options.project);
  const paths = statePaths(root);
  if (!existsSync(paths.folder)) return report(options, 'nothing to clean', 0);
  if (options.all) await askFirst(options, paths.folder);
  const holder = `process ${process.pid}, \`${commandLine(process.argv.slice(2))}\``;
  const lock = acquireWriterLock(paths.writerLock, holder);
  try {
    const removed = hasWarehouse(paths) ? removeFiles(root, paths, options.all ?? false) : 0;
    // Whoever reads may be spilling to the temporary folder.
    tryExclusive(paths.readerLock, () => remove(paths.temp));
    remove(paths.cache);
    if (options.all) {
      remove(paths.search);
      return report(options, 'removed all tables, ledgers, indexes and history', removed);
    }
    report(options, `removed caches and ${count(removed, 'unneeded data file')}`, removed);
  } finally {
    lock.release();
  }
}

/**
 * First the state forgets, in one transaction; then the files go, as any that no version needs: what a
 * kill leaves behind is swept the next time.
 */
function removeFiles(root: string, paths: StatePaths, all: boolean): number {
  const db = openState(root);
  try {
    if (all && !tryExclusive(paths.readerLock, () => forgetEverything(db))) {
      throw new HeadraceError(beingRead({ folder: paths.folder }), { exitCode: exitCode.locked });
    }
    return sweep(db, paths).files;
  } finally {
    db.close();
  }
}

async function askFirst(options: CleanOptions, folder: string): Promise<void> {
  if (options.yes) return;
  const asked = process.stdin.isTTY && !options.json;
  if (asked && (await confirm(`Remove all tables, ledgers, indexes and history in ${folder}?`))) return;
  throw new HeadraceError(notConfirmed({ folder }), { exitCode: exitCode.usage });
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function report(options: CleanOptions, text: string, removed: number): void {
  if (options.json) process.stdout.write(`${JSON.stringify({ removed })}\n`);
  else if (!options.quiet) process.stdout.write(`${text}\n`);
}
