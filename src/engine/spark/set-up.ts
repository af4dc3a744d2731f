import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadraceError } from '../../kernel/index.ts';
import { isPythonNewEnough } from './checks.ts';
import { type CommandResult, type RunCommand, runCommand } from './command.ts';
import { findSparkHome } from './find-spark-home.ts';
import { setupFailed } from './problems.ts';
import {
  type Contents,
  pythonOf,
  readContents,
  type SparkHome,
  sparkHomeAt,
  sparkHomePath,
} from './spark-home.ts';
import { deltaJars, oldestPython, pysparkVersion, requirements } from './versions.ts';

export interface SetupOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The interpreter to make the environment with. */
  readonly python: string;
  readonly onStep: (text: string) => void;
  readonly signal?: AbortSignal;
  readonly run?: RunCommand;
}

/**
 * Makes the environment that the spark engine needs, or completes it: a virtual environment, pyspark and
 * what it needs from the Python package index, Delta's jars from the Maven repository. What is there stays.
 *
 * @throws HeadraceError when a step fails, or when something else is missing (Java).
 */
export async function setUpSpark(options: SetupOptions): Promise<SparkHome> {
  const { env, onStep, run = runCommand } = options;
  const home = sparkHomeAt(sparkHomePath(env));
  const present = await readContents(home, run);
  if (!present) {
    await checkPython(options, run);
    onStep(`making a virtual environment in ${home.path}`);
    await mkdir(home.path, { recursive: true });
    must('venv', await run(options.python, ['-m', 'venv', home.path], options));
  }
  if (present?.packages.pyspark !== pysparkVersion || Object.values(present.packages).includes(null)) {
    onStep(`installing pyspark ${pysparkVersion} (about 500 MB)`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements];
    must('pip', await run(pythonOf(home.path), pip, options));
  }
  const installed = await readContents(home, run);
  if (installed?.jars) await addDelta(installed, installed.jars, options, run);
  return findSparkHome(env, run);
}

async function checkPython({ python }: SetupOptions, run: RunCommand): Promise<void> {
  const { code, stdout } = await run(python, ['-c', 'import platform; print(platform.python_version())']);
  const oldest = oldestPython.join('.');
  const reason =
    code === undefined
      ? `${python} was not found`
      : code !== 0 || !isPythonNewEnough(stdout.trim())
        ? `${python} is Python ${stdout.trim()}, but ${oldest} or newer is needed`
        : undefined;
  if (reason) throw new HeadraceError(setupFailed({ step: 'Python', reason }));
}

/** Jars are fetched beside the others, and renamed when all are complete. */
async function addDelta(
  contents: Contents,
  jars: string,
  options: SetupOptions,
  run: RunCommand,
): Promise<void> {
  const missing = deltaJars.filter(({ file }) => !contents.delta.includes(file));
  if (missing.length === 0) return;
  options.onStep('fetching Delta from the Maven repository');
  const draft = await mkdtemp(join(jars, '.delta-'));
  try {
    for (const { artifact } of missing) {
      const copy = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`];
      const maven = await run('mvn', copy, options);
      if (maven.code === undefined) return await resolveWithSpark(missing, draft, jars, options, run);
      must(`mvn, ${artifact}`, maven);
    }
    for (const { file } of missing) await rename(join(draft, file), join(jars, file));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Without Maven: a Spark that is told to need Delta fetches it by itself. */
async function resolveWithSpark(
  missing: typeof deltaJars,
  draft: string,
  jars: string,
  options: SetupOptions,
  run: RunCommand,
): Promise<void> {
  const code = `
import sys
from pyspark.sql import SparkSession
builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
builder.config("spark.jars.packages", sys.argv[1]).config("spark.jars.ivy", sys.argv[2]).getOrCreate().stop()
`;
  const packages = missing.map(({ artifact }) => artifact).join(',');
  const python = pythonOf(sparkHomePath(options.env));
  must(`Maven repository, ${packages}`, await run(python, ['-c', code, packages, draft], options));
  for (const { file } of missing) await rename(join(draft, 'jars', `io.delta_${file}`), join(jars, file));
}

function must(step: string, { code, stdout, stderr }: CommandResult): void {
  if (code === 0) return;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join('\n');
  throw new HeadraceError(setupFailed({ step, reason: said || `it ended with ${code ?? 'no answer'}` }));
}
