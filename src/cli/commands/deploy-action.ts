import { deployBundle, deployProblems, destroyBundle } from '../../deploy/index.ts';
import { exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';
import { confirm } from '../confirm.ts';
import { type OpenBundle, openBundle } from '../open-bundle.ts';
import { openProject } from '../open-project.ts';
import { showWarnings } from '../show-warnings.ts';
import { watchDeploy } from '../watch-deploy.ts';
import type { DeployOptions } from './deploy.ts';

export async function deploy(options: DeployOptions): Promise<void> {
  const { target } = await targetOf(options);
  const bundle = await openBundle(options);
  showWarnings(bundle.problems, options);
  const approve = options.yes ?? false;
  await run(options, bundle, target.name, (request) => deployBundle({ ...request, approve }));
  const next = `run it with \`headrace run --target ${target.name}\``;
  finish(
    options,
    options.dryRun ? `target ${target.name} is valid` : `deployed target ${target.name}; ${next}`,
  );
}

export async function destroy(options: DeployOptions): Promise<void> {
  const { target } = await targetOf(options);
  const bundle = await openBundle(options);
  if (!options.dryRun && !options.yes && !(await mayDestroy(target.name, options))) {
    const problem = deployProblems.notDestroyed({ target: target.name });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  await run(options, bundle, target.name, destroyBundle);
  if (!options.dryRun) finish(options, `destroyed target ${target.name}`);
}

/** @throws HeadraceError with exit code 2 for a target that does not run on Databricks. */
async function targetOf(options: DeployOptions): Promise<Project> {
  const { project } = await openProject({ ...options, quiet: true });
  const { target, targets } = project;
  if (target.engine === 'databricks') return project;
  const others = targets.flatMap(({ name, engine }) => (engine === 'databricks' ? [name] : []));
  const problem = deployProblems.notForDatabricks({ target: target.name, engine: target.engine, others });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

async function mayDestroy(target: string, { json }: DeployOptions): Promise<boolean> {
  if (json || !process.stdin.isTTY) return false;
  return confirm(
    `Destroy all that target "${target}" has in the workspace: its jobs and pipelines, and with them the tables they have built?`,
  );
}

type Request = Parameters<typeof destroyBundle>[0];

async function run(
  options: DeployOptions,
  { plan }: OpenBundle,
  target: string,
  work: (request: Request) => Promise<unknown>,
): Promise<void> {
  await watchDeploy(options, (watch) =>
    work({
      ...{ plan, target, dryRun: options.dryRun ?? false },
      ...{ env: process.env, clock: systemClock, ...watch },
    }),
  );
}

function finish({ json, quiet }: DeployOptions, text: string): void {
  if (!json && !quiet) process.stdout.write(`${text}\n`);
}
