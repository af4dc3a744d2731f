import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { sparkChecks } from './checks.ts';
import { type RunCommand, runCommand } from './command.ts';
import { sparkNotReady } from './problems.ts';
import { type SparkHome, sparkHomeAt, sparkHomePath } from './spark-home.ts';

/**
 * The environment that Spark runs in, once everything it needs is there.
 *
 * @throws HeadraceError (exit 2) that names all that is missing.
 */
export async function findSparkHome(
  env: NodeJS.ProcessEnv,
  run: RunCommand = runCommand,
): Promise<SparkHome> {
  const missing = (await sparkChecks(env, run)).filter(({ ok }) => !ok);
  if (missing.length > 0) {
    const texts = missing.map(({ name, found }) => `${name} (${found})`);
    throw new HeadraceError(sparkNotReady({ missing: texts }), { exitCode: exitCode.usage });
  }
  return sparkHomeAt(sparkHomePath(env));
}
