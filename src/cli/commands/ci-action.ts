import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CiPlan,
  ciFile,
  ciProblems,
  editProblems,
  isPacked,
  lookAround,
  nextSteps,
  type Platform,
  packHeadrace,
  planCi,
  planFiles,
  repositoryRoot,
  tarballPath,
  writeFiles,
} from '../../deploy/index.ts';
import { exitCode, HeadraceError, hasErrors } from '../../kernel/index.ts';
import { loadProject, type Project } from '../../project/index.ts';
import { styleFor } from '../report/style.ts';
import { showWarnings } from '../show-warnings.ts';
import type { CiOptions } from './ci.ts';

interface Report {
  readonly platform: Platform;
  readonly files: readonly { readonly path: string; readonly status: string }[];
  readonly next_steps: readonly string[];
}

/** @throws HeadraceError when a person changed the file, or with `check` when something would change. */
export async function ci(platform: Platform, options: CiOptions, version: string): Promise<void> {
  const project = await openConfig(options);
  const plan = planOf(project, options);
  const { file, from } = ciFile(platform, plan);
  const root = from === 'repository' ? repositoryRoot(project.root) : project.root;
  const files = await planFiles(root, [file], { command: `ci ${platform}` });
  const packed = plan.tarball === undefined || isPacked(join(project.root, plan.tarball), version);
  const report = {
    platform,
    files: [
      ...files.files.map(({ path, status }) => ({ path: relative(project.root, join(root, path)), status })),
      ...(plan.tarball === undefined ? [] : [{ path: plan.tarball, status: packed ? 'same' : 'new' }]),
    ],
    next_steps: nextSteps(platform, plan),
  };
  if (options.check) {
    print({ ...report, next_steps: [] }, options);
    const stale = report.files.filter(({ status }) => status === 'new' || status === 'changed');
    const problems = [
      ...editProblems(files),
      ...(stale.length > 0 ? [ciProblems.outOfDate({ platform, files: stale.map(({ path }) => path) })] : []),
    ];
    if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.failed });
    return;
  }
  await writeFiles(files, { force: options.force ?? false });
  if (plan.tarball !== undefined && !packed) {
    await packHeadrace(packageFolder, join(project.root, plan.tarball));
  }
  print(report, options);
}

/** The configuration is enough: what SQL says does not change CI. */
async function openConfig(options: CiOptions): Promise<Project> {
  const project = await loadProject({
    root: resolve(options.project),
    target: options.target,
    vars: options.var ?? {},
    env: process.env,
  });
  if (hasErrors(project.problems)) throw new HeadraceError(project.problems, { exitCode: exitCode.usage });
  return project;
}

function planOf(project: Project, options: CiOptions): CiPlan {
  const tarball = project.bundle.loader?.package ?? tarballPath;
  const plan = planCi({ config: project.ci, around: lookAround(project.root), tarball });
  if (hasErrors(plan.problems)) throw new HeadraceError(plan.problems, { exitCode: exitCode.usage });
  showWarnings(plan.problems, options);
  return plan;
}

/** The installed package that this file is a part of. */
const packageFolder = fileURLToPath(new URL('../../..', import.meta.url));

function print({ files, next_steps, platform }: Report, options: CiOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ platform, files, next_steps })}\n`);
    return;
  }
  if (options.quiet) return;
  const style = styleFor(process.stdout);
  const lines = files.map(({ path, status }) => `${style.dim(status.padEnd(8))} ${path}`);
  const steps = next_steps.map((step) => `  ${step}`);
  const now = steps.length > 0 ? `\n\nThen, once:\n${steps.join('\n')}` : '';
  process.stdout.write(`${lines.join('\n')}${now}\n`);
}
