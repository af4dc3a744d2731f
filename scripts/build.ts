/** Compiles src/ to dist/, and copies what is not compiled. Node runs this file as it is. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
const compiler = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(
  /package\.json$/,
  'bin/tsc',
);
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status === 0) {
  chmodSync(`${root}/dist/bin.js`, 0o755);
  for (const file of readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.py')) cpSync(`${root}/src/${file}`, `${root}/dist/${file}`);
}
process.exitCode = status ?? 1;
