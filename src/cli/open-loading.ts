import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitCode, HeadraceError, hasErrors } from '../kernel/index.ts';
import type { Project } from '../project/index.ts';
import type { CommonOptions } from './options.ts';
import { showWarnings } from './show-warnings.ts';

/**
 * The project whose connections and indexes a sync or load uses, without the SQL of its tables; undefined in a
 * folder without a configuration, where everything comes from flags and the environment.
 *
 * @throws HeadraceError with exit code 2 and every problem, when there are errors.
 */
export async function openLoadingProject(
  options: CommonOptions,
): Promise<{ readonly root: string; readonly project: Project | undefined }> {
  const root = resolve(options.project);
  if (!['config.yml', 'config.yaml'].some((name) => existsSync(join(root, name)))) {
    return { root, project: undefined };
  }
  // What reads a configuration takes longer to load than to reach both sides.
  const { loadProject } = await import('../project/index.ts');
  const project = await loadProject({
    root,
    target: options.target,
    vars: options.var ?? {},
    env: process.env,
    configurationOnly: true,
  });
  if (hasErrors(project.problems)) throw new HeadraceError(project.problems, { exitCode: exitCode.usage });
  showWarnings(project.problems, options);
  return { root, project };
}
