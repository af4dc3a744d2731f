import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isRecord } from '../../kernel/index.ts';
import type { Surroundings } from './ci-plan.ts';

/** The nearest folder, from the project's own upwards, that holds a Git repository; else the project's own. */
export function repositoryRoot(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return root;
  }
}

/** What decides how CI finds and installs things: the repository, and the project's own package.json. */
export function lookAround(root: string): Surroundings {
  const folder = relative(repositoryRoot(root), root).replaceAll('\\', '/');
  const file = join(root, 'package.json');
  if (!existsSync(file)) return { folder, packageJson: undefined };
  const content = parsed(readFileSync(file, 'utf8'));
  const hasHeadrace = ['dependencies', 'devDependencies'].some((key) => {
    const dependencies = isRecord(content) ? content[key] : undefined;
    return isRecord(dependencies) && Object.hasOwn(dependencies, 'headrace');
  });
  return { folder, packageJson: { hasLock: existsSync(join(root, 'package-lock.json')), hasHeadrace } };
}

/** A broken package.json is for npm to complain about. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
