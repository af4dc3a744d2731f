import { join } from 'node:path';
import type { RunCommand } from './command.ts';

/** The `java` that Spark will start: JAVA_HOME's, as Spark's own scripts choose it, else the one on PATH. */
function javaProgram(env: NodeJS.ProcessEnv): string {
  return env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** The major version of Java; undefined when there is none. `1.8.0` is 8. */
export async function javaVersion(env: NodeJS.ProcessEnv, run: RunCommand): Promise<number | undefined> {
  const { code, stdout, stderr } = await run(javaProgram(env), ['-version'], { env });
  const match = /version "(?:1\.)?(\d+)/.exec(stdout + stderr);
  return code === 0 && match ? Number(match[1]) : undefined;
}
