import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { RunCommand } from './command.ts';
import { javaVersion } from './java.ts';
import { type Contents, neededPackages, readContents, sparkHomeAt, sparkHomePath } from './spark-home.ts';
import { deltaJars, oldestJava, oldestPython, pysparkVersion } from './versions.ts';

/** One thing that the spark engine needs, or that Headrace itself does. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What there is. */
  readonly found: string;
  /** What to do; only where something is to be done. */
  readonly remedy?: string;
}

const setup = 'headrace spark setup';
const setupRemedy = `Run \`${setup}\`.`;

/** What has to be right before Spark can start: Java, and the environment with its contents. */
export async function sparkChecks(env: NodeJS.ProcessEnv, run: RunCommand): Promise<Check[]> {
  const home = sparkHomeAt(sparkHomePath(env));
  const [java, contents] = await Promise.all([javaVersion(env, run), readContents(home, run)]);
  const checks: Check[] = [javaCheck(java, env)];
  if (!contents) {
    return [
      ...checks,
      await pythonCheck(run),
      { name: 'Spark', ok: false, found: `nothing in ${home.path}`, remedy: setupRemedy },
    ];
  }
  const { pyspark, pandas } = contents.packages;
  const faults = packageFaults(contents).filter((fault) => !fault.includes('pyspark'));
  const jars = deltaJars.filter(({ file }) => !contents.delta.includes(file)).map(({ file }) => file);
  return [
    ...checks,
    check('Spark', pyspark === pysparkVersion, pyspark ? `pyspark ${pyspark}` : 'no pyspark', setupRemedy),
    check(
      'Python packages',
      faults.length === 0,
      faults.length > 0 ? faults.join(', ') : `pandas ${pandas}, Python ${contents.python}`,
      setupRemedy,
    ),
    check(
      'Delta',
      jars.length === 0,
      jars.length > 0 ? `without ${jars.join(', ')}` : contents.delta.join(', '),
      setupRemedy,
    ),
  ];
}

/** What `pip` has to mend in an environment, in words. */
export function packageFaults({ packages }: Contents): string[] {
  return neededPackages.flatMap((name) => {
    const version = packages[name];
    if (!version) return [`no ${name}`];
    const fits =
      name === 'pyspark' ? version === pysparkVersion : name !== 'pandas' || !version.startsWith('3.');
    return fits ? [] : [`${name} ${version}`];
  });
}

/** The machine: what else has to be right, for a project in `folder`. */
export async function machineChecks(env: NodeJS.ProcessEnv, folder: string): Promise<Check[]> {
  const home = sparkHomePath(env);
  return Promise.all([
    check('Node', true, process.version, ''),
    diskCheck('Disk of the project', folder),
    diskCheck('Disk of the Spark environment', home),
    portCheck(),
  ]);
}

function javaCheck(version: number | undefined, { JAVA_HOME }: NodeJS.ProcessEnv): Check {
  const there = version === undefined ? 'none' : `Java ${version}`;
  const found = JAVA_HOME ? `${there} in JAVA_HOME (${JAVA_HOME})` : there;
  const remedy = `Install Java ${oldestJava} or newer (for example OpenJDK), and have it on PATH or in JAVA_HOME.`;
  return check('Java', version !== undefined && version >= oldestJava, found, remedy);
}

/** The interpreter that `headrace spark setup` would use; not needed once the environment is there. */
async function pythonCheck(run: RunCommand): Promise<Check> {
  const { code, stdout } = await run('python3', [
    '-c',
    'import platform, venv; print(platform.python_version())',
  ]);
  const version = stdout.trim();
  const oldest = oldestPython.join('.');
  return check(
    'Python',
    code === 0 && isPythonNewEnough(version),
    code === 0 ? `Python ${version}` : 'none, or without venv',
    `Install Python ${oldest} or newer with venv, or name one: \`${setup} --python /path/to/python3\`.`,
  );
}

export function isPythonNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}

const neededDisk = 2 * 1024 ** 3;

async function diskCheck(name: string, path: string): Promise<Check> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      const gigabytes = ((bavail * bsize) / 1024 ** 3).toFixed(1);
      return check(
        name,
        bavail * bsize >= neededDisk,
        `${gigabytes} GB free`,
        'Spark needs 2 GB: make room.',
      );
    } catch {
      if (dirname(folder) === folder) return check(name, false, `${path} cannot be read`, 'Check the path.');
    }
  }
}

/** Spark listens on the loopback, on ports that are free: any will do. */
async function portCheck(): Promise<Check> {
  const free = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  const remedy = 'Nothing may listen on 127.0.0.1: look at the limits and the firewall of this machine.';
  return check('Ports', free, free ? '127.0.0.1 has free ones' : 'none on 127.0.0.1', remedy);
}

function check(name: string, ok: boolean, found: string, remedy: string): Check {
  return ok ? { name, ok, found } : { name, ok, found, remedy };
}
