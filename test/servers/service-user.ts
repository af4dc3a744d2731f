import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Who runs the servers: neither Elasticsearch nor Postgres agrees to run as root. */
export interface ServiceUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Under root, `nobody`: it is everywhere, so no user has to be made. Otherwise whoever runs the tests. */
export function serviceUser(): ServiceUser {
  if (process.getuid?.() !== 0) return {};
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function idOf(flag: '-u' | '-g'): number {
  const { stdout } = spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' });
  const id = Number.parseInt(stdout ?? '', 10);
  if (Number.isNaN(id))
    throw new Error('there is no user "nobody" to run servers as; run the tests as another user than root');
  return id;
}

/** A folder for what is unpacked once: in the checkout, or beside it where servers could not read that. */
export function installRoot(): string {
  const own = `headrace-servers-${process.getuid?.() ?? 'user'}`;
  const checkout = fileURLToPath(new URL('../../.cache/servers', import.meta.url));
  return firstUsable([checkout, ...temporary().map((folder) => join(folder, own))]);
}

/** A new folder that belongs to the servers' user. Its space is on purpose. */
export function serviceFolder(name: string): string {
  const folder = mkdtempSync(join(firstUsable(temporary()), `headrace ${name} `));
  giveToService(folder);
  return folder;
}

/** Makes a folder, with all that is in it, belong to the servers' user. */
export function giveToService(folder: string): void {
  const { uid, gid } = serviceUser();
  if (uid === undefined || gid === undefined) return;
  chownSync(folder, uid, gid);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, path), uid, gid);
}

function temporary(): string[] {
  return [tmpdir(), '/tmp'];
}

function firstUsable(folders: readonly string[]): string {
  const found = folders.find(isUsable);
  if (found === undefined) throw new Error(`servers could read none of ${folders.join(', ')}`);
  return found;
}

/** Asks the system as that user, because modes alone do not tell: any folder above may be closed. */
function isUsable(folder: string): boolean {
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
    // In a folder that everybody may write to, somebody else could have made it first.
    const mine = lstatSync(folder).uid === process.getuid?.() || temporary().includes(folder);
    const look = ['-c', 'cd "$1" && ls >/dev/null', 'sh', folder];
    return mine && spawnSync('sh', look, { ...serviceUser(), cwd: '/', stdio: 'ignore' }).status === 0;
  } catch {
    return false;
  }
}
