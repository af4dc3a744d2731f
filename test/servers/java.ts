import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const least = 17;
const maven = 'mvn';

/** The home of the Java that Elasticsearch will run with, or what has to be installed. */
export function findJava(): { readonly home: string } | { readonly missing: string } {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
  const { stdout, stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  const said = `${stdout ?? ''}${stderr ?? ''}`;
  const home = /^\s*java\.home = (.+)$/m.exec(said)?.[1];
  const version = Number(/^\s*java\.specification\.version = (\d+)/m.exec(said)?.[1]);
  if (home !== undefined && version >= least) return { home };
  return {
    missing: `Java ${least} or newer is missing: install it, so that "java" is on the PATH or JAVA_HOME names it`,
  };
}

/** What has to be installed before Maven can be used. */
export function missingMaven(): string | undefined {
  if (spawnSync(maven, ['-v'], { stdio: 'ignore' }).status === 0) return undefined;
  return 'Maven is missing: install it, so that "mvn" is on the PATH';
}
