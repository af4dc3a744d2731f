import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { count, exitCode, HeadraceError } from '../../kernel/index.ts';
import { acquireWriterLock, openState, statePaths } from '../../state/index.ts';
import { hasWarehouse, sweep } from '../../warehouse/index.ts';
import { confirm } from '../confirm.ts';
import type { CommonOptions } from '../options.ts';
import { notConfirmed } from '../problems.ts';
import type { CleanOptions } from './clean.ts';

export async function clean(options: CleanOptions): Promise<void> {
  const paths = statePaths(resolve(options.project));
  const say = (text: string): void => {
    if (!options.quiet && !options.json) process.stdout.write(`${text}\n`);
  };
  if (!existsSync(paths.folder)) return finish(options, say, 'nothing to clean', { removed: 0 });
  if (options.all) await askFirst(options, paths.folder);
  const lock = acquireWriterLock(paths.writerLock, `process ${process.pid}, \`headrace clean\``);
  try {
    if (options.all) {
      for (const path of [paths.warehouse, paths.search, paths.cache, paths.temp]) remove(path);
      for (const ending of ['', '-wal', '-shm']) remove(`${paths.db}${ending}`);
      return finish(options, say, 'removed all tables, ledgers, indexes and history', { removed: 'all' });
    }
    remove(paths.cache);
    remove(paths.temp);
    if (!hasWarehouse(paths)) return finish(options, say, 'removed caches', { removed: 0 });
    const db = openState(resolve(options.project));
    const { files, done } = sweep(db, paths);
    db.close();
    const orphans = done ? count(files, 'unneeded data file') : 'no data files: somebody is reading';
    finish(options, say, `removed caches and ${orphans}`, { removed: files, complete: done });
  } finally {
    lock.release();
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

function finish(options: CommonOptions, say: (text: string) => void, text: string, result: object): void {
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else say(text);
}
