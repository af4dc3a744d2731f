import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { must, type SetupOptions } from './set-up-step.ts';
import type { SparkHome } from './spark-home.ts';
import { deltaJars, mavenCopy } from './versions.ts';

const draftPrefix = '.delta-';

/**
 * Fetches the jars of Delta that are not there. They come beside the others, and are renamed when all are
 * complete: what is called a jar is one.
 *
 * @throws HeadraceError when they cannot be had.
 */
export async function addDelta(
  home: SparkHome,
  present: readonly string[],
  jars: string,
  options: SetupOptions,
): Promise<void> {
  const missing = deltaJars.filter(({ file }) => !present.includes(file));
  if (missing.length === 0) return;
  options.onStep('fetching Delta from the Maven repository');
  for (const left of await readdir(jars)) {
    if (left.startsWith(draftPrefix)) await rm(join(jars, left), { recursive: true, force: true });
  }
  const draft = await mkdtemp(join(jars, draftPrefix));
  try {
    const fetched =
      (await byMaven(missing, draft, options)) ?? (await bySpark(home, missing, draft, options));
    for (const { from, to } of fetched) await rename(join(draft, from), join(jars, to));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Files in the draft, and what they are to be called. */
type Fetched = readonly { readonly from: string; readonly to: string }[];

/** @returns undefined where there is no Maven. */
async function byMaven(
  missing: typeof deltaJars,
  draft: string,
  options: SetupOptions,
): Promise<Fetched | undefined> {
  const { run = runCommand, signal } = options;
  const { code } = await run('mvn', ['--version'], { cwd: draft, signal });
  if (code === undefined) return undefined;
  for (const { artifact } of missing) {
    const copy = ['-q', '-B', '-C', mavenCopy, `-Dartifact=${artifact}`, `-DoutputDirectory=${draft}`];
    // In a folder without a project: Maven would work on that. `-U` forgets what could not be had before.
    await must(`mvn, ${artifact}`, options, (again) =>
      run('mvn', again ? ['-U', ...copy] : copy, { cwd: draft, signal }),
    );
  }
  return missing.map(({ file }) => ({ from: file, to: file }));
}

/** Without Maven: a Spark that is told to need Delta fetches it by itself. */
async function bySpark(
  { python }: SparkHome,
  missing: typeof deltaJars,
  draft: string,
  options: SetupOptions,
): Promise<Fetched> {
  const { run = runCommand, signal } = options;
  const packages = missing.map(({ artifact }) => artifact).join(',');
  await must(`Maven repository, ${packages}`, options, () =>
    run(python, ['-I', '-c', resolving, packages, draft], { cwd: draft, signal }),
  );
  return missing.map(({ file }) => ({ from: join('jars', `io.delta_${file}`), to: file }));
}

const resolving = `
import sys
from pyspark.sql import SparkSession
builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
builder.config("spark.jars.packages", sys.argv[1]).config("spark.jars.ivy", sys.argv[2]).getOrCreate().stop()
`;
