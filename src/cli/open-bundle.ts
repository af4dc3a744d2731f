import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type BundlePipeline,
  bundleFolders,
  type FilePlan,
  makeBundle,
  pipelinesOf,
  planFiles,
  readPlacement,
  valueProblems,
} from '../deploy/index.ts';
import { cachedSelectReader } from '../engine/duckdb/index.ts';
import { exitCode, HeadraceError, hasErrors, type Problem } from '../kernel/index.ts';
import { type Compiled, compile } from '../plan/index.ts';
import { loadProject, type Project, readSchemaFile } from '../project/index.ts';
import type { CommonOptions } from './options.ts';

/** What `headrace bundle` would write. */
export interface OpenBundle {
  readonly name: string;
  readonly tables: number;
  readonly targets: readonly string[];
  readonly pipelines: readonly BundlePipeline[];
  readonly plan: FilePlan;
  /** Warnings only. */
  readonly problems: readonly Problem[];
}

export interface BundleOptions extends CommonOptions {
  /** Forget in which pipeline tables were. */
  readonly moveTables?: boolean;
}

/**
 * Makes the bundle of a project, for all its targets that run on Databricks, and compares it with what is there.
 * Writes nothing.
 *
 * @throws HeadraceError with exit code 2 and every problem, when the project or a target has errors.
 */
export async function openBundle(options: BundleOptions): Promise<OpenBundle> {
  const root = resolve(options.project);
  const { env, used } = watchedEnvironment(process.env);
  const load = (target: string | undefined): Promise<Project> =>
    loadProject({ root, target, vars: options.var ?? {}, env });

  const first = await load(options.target);
  const outlines = first.targets.filter(({ engine }) => engine === 'databricks');
  // A target with a mistake is left out; that there is none then would be a second problem for the same thing.
  if (outlines.length === 0 && hasErrors(first.problems)) {
    throw new HeadraceError(first.problems, { exitCode: exitCode.usage });
  }
  const targets: Compiled[] = [];
  for (const { name } of outlines) {
    const project = name === first.target.name ? first : await load(name);
    targets.push(await compile(project, cachedSelectReader(root)));
  }
  const names = outlines.map(({ name }) => name);
  const before = options.moveTables ? new Map() : await readPlacement(root, names);
  const bundle = makeBundle({
    targets,
    targetNames: first.targets.map(({ name }) => name),
    defaultTarget: outlines.find(({ isDefault }) => isDefault)?.name,
    columns: await columnsOf(first),
    before,
    isMissing: (file) => !existsSync(join(root, file)),
  });
  const problems = unique([
    ...(targets.length === 0 ? first.problems : targets.flatMap((target) => target.problems)),
    ...bundle.problems,
    ...valueProblems(bundle.files, used),
  ]);
  if (hasErrors(problems)) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  const [any] = targets;
  return {
    name: first.bundle.name,
    tables: first.tables.size,
    targets: names,
    pipelines: any === undefined ? [] : pipelinesOf(any, before),
    plan: await planFiles(root, bundle.files, { command: 'bundle', folders: bundleFolders }),
    problems,
  };
}

/** The columns of raw files, from the configuration or from `schemas/`. */
async function columnsOf(project: Project): Promise<Map<string, Readonly<Record<string, string>>>> {
  const columns = new Map<string, Readonly<Record<string, string>>>();
  for (const { name, source } of project.tables.values()) {
    if (source?.type !== 'files') continue;
    const known = source.columns ?? (await readSchemaFile(project.root, name));
    if (known) columns.set(name, known);
  }
  return columns;
}

/** The environment, and a note of what of it was asked for. */
function watchedEnvironment(env: NodeJS.ProcessEnv): {
  readonly env: NodeJS.ProcessEnv;
  readonly used: ReadonlyMap<string, string>;
} {
  const used = new Map<string, string>();
  const watched = new Proxy(env, {
    get(target, name) {
      const value = typeof name === 'string' ? target[name] : undefined;
      if (typeof name === 'string' && value !== undefined) used.set(name, value);
      return value;
    },
  });
  return { env: watched, used };
}

/** What is wrong in several targets is told once. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
