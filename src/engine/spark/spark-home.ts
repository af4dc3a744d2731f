import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { RunCommand } from './command.ts';
import { deltaVersion, pysparkVersion } from './versions.ts';

/** A folder with a virtual environment that can run Spark. */
export interface SparkHome {
  readonly path: string;
  /** Its Python interpreter. */
  readonly python: string;
}

/** What an environment holds, as its own Python says. */
const contents = z.object({
  python: z.string(),
  /** Whether pip is there; a virtual environment that was not finished has none. */
  pip: z.boolean(),
  /** Package -> version; null when it is not installed. */
  packages: z.record(z.string(), z.string().nullable()),
  /** Where pyspark keeps its jars, and those of Delta that are there. */
  jars: z.string().nullable(),
  delta: z.array(z.string()),
});
export type Contents = z.output<typeof contents>;

/** Packages without which nothing runs. */
export const neededPackages = ['pyspark', 'pandas', 'pyarrow', 'grpcio', 'grpcio-status', 'PyYAML'] as const;

const probe = `
import importlib.metadata as m, importlib.util as u, json, os, platform
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
spec = u.find_spec("pyspark")
jars = os.path.join(os.path.dirname(spec.origin), "jars") if spec and spec.origin else None
names = os.listdir(jars) if jars and os.path.isdir(jars) else []
print(json.dumps({"python": platform.python_version(), "pip": u.find_spec("pip") is not None, "packages": {n: version(n) for n in ${JSON.stringify(neededPackages)}},
  "jars": jars, "delta": sorted(n for n in names if n.startswith("delta-"))}))
`;

/**
 * Where the environment is, or is to be made: HEADRACE_SPARK_HOME (also a virtual environment of your own),
 * else a folder of the user's cache that all projects share.
 */
export function sparkHomePath(env: NodeJS.ProcessEnv): string {
  if (env.HEADRACE_SPARK_HOME) return resolve(env.HEADRACE_SPARK_HOME);
  const cache = env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache');
  return join(cache, 'headrace', `spark-${pysparkVersion}-delta-${deltaVersion}`);
}

/** The Python of a virtual environment. */
function pythonOf(path: string): string {
  return process.platform === 'win32' ? join(path, 'Scripts', 'python.exe') : join(path, 'bin', 'python');
}

/** What is in the environment; undefined when there is none. */
export async function readContents(home: SparkHome, run: RunCommand): Promise<Contents | undefined> {
  const found = await access(home.python).then(
    () => true,
    () => false,
  );
  if (!found) return undefined;
  const { code, stdout } = await run(home.python, ['-I', '-c', probe]);
  if (code !== 0) return undefined;
  return contents.parse(JSON.parse(stdout));
}

export function sparkHomeAt(path: string): SparkHome {
  return { path, python: pythonOf(path) };
}
