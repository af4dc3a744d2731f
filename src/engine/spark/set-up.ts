import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { acquireWriterLock, type Lock } from '../../state/index.ts';
import { addDelta } from './add-delta.ts';
import { isPythonNewEnough, packageFaults } from './checks.ts';
import { type RunCommand, runCommand } from './command.ts';
import { findSparkHome } from './find-spark-home.ts';
import { setupFailed } from './problems.ts';
import { must, type SetupOptions } from './set-up-step.ts';
import { readContents, type SparkHome, sparkHomeAt, sparkHomePath } from './spark-home.ts';
import { oldestPython, pysparkVersion, requirements } from './versions.ts';

/**
 * Makes the environment that the spark engine needs, or completes it: a virtual environment, pyspark and
 * what it needs from the Python package index, Delta's jars from the Maven repository. What is there stays.
 * Of several at a time one works, and the others wait for it.
 *
 * @throws HeadraceError when a step fails, or when something else is missing (Java); with the signal's reason
 * when that aborted.
 */
export async function setUpSpark(options: SetupOptions): Promise<SparkHome> {
  const { env, run = runCommand } = options;
  const home = sparkHomeAt(sparkHomePath(env));
  const ready = await findSparkHome(env, run).catch(() => undefined);
  if (ready) return ready;
  await mkdir(home.path, { recursive: true }).catch((error: unknown) => {
    throw folderFailed(error);
  });
  const lock = await waitForLock(join(home.path, 'setup.lock'), options);
  try {
    await complete(home, options, run);
  } finally {
    lock.release();
  }
  return findSparkHome(env, run);
}

async function complete(home: SparkHome, options: SetupOptions, run: RunCommand): Promise<void> {
  const { onStep, python } = options;
  const present = await readContents(home, run);
  if (!present?.pip) {
    await checkPython(options, run);
    onStep(`making a virtual environment in ${home.path}`);
    await must('venv', options, () => run(python, ['-I', '-m', 'venv', home.path], options));
  }
  if (!present || packageFaults(present).length > 0) {
    onStep(`installing pyspark ${pysparkVersion} (about 500 MB, a few minutes)`);
    const pip = [
      '-I',
      '-c',
      pipWhileNeeded,
      'install',
      '--quiet',
      '--disable-pip-version-check',
      ...requirements,
    ];
    // Whatever was broken is not to be found in the cache again.
    await must('pip', options, (again) =>
      run(home.python, again ? [...pip, '--no-cache-dir'] : pip, options),
    );
  }
  const installed = await readContents(home, run);
  if (!installed) {
    const reason = `the Python in ${home.path} does not work. Remove the folder and run this again.`;
    throw new HeadraceError(setupFailed({ step: 'venv', reason }));
  }
  if (installed.jars !== null) await addDelta(home, installed.delta, installed.jars, { ...options, run });
}

/** Two of pip at work in one environment would break it: it ends with its stdin, so with us. */
const pipWhileNeeded = `
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
sys.argv[0] = "pip"
runpy.run_module("pip", run_name="__main__", alter_sys=True)
`;

async function waitForLock(path: string, { onStep, signal }: SetupOptions): Promise<Lock> {
  for (let waiting = false; ; waiting = true) {
    try {
      return acquireWriterLock(path, `process ${process.pid}`);
    } catch (error) {
      if (!(error instanceof HeadraceError)) throw folderFailed(error);
      if (!waiting) onStep('waiting for another set-up to end');
      await wait(250, undefined, { signal });
    }
  }
}

function folderFailed(error: unknown): HeadraceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new HeadraceError(setupFailed({ step: 'folder', reason }));
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
  if (reason) throw new HeadraceError(setupFailed({ step: 'Python', reason }), { exitCode: exitCode.usage });
}
