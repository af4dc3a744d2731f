#!/usr/bin/env node
import module from 'node:module';

// Nothing is imported before the version is known to be new enough: an old Node must be able to read
// this file, and say one clear sentence instead of failing on the first thing it does not know.
const needed = [22, 18] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `headrace needs Node.js ${needed.join('.')} or newer; this is ${process.version}. Install a current one from https://nodejs.org, or put the npm package "node@24" into your project.\n`,
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  if (major < 24) hideSqliteWarning();
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

/** Node 22 calls its SQLite experimental each time it is loaded; that is no news to a user. */
function hideSqliteWarning(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return;
    for (const listener of listeners) listener(warning);
  });
}
