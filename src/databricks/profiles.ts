import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { usageError } from '../kernel/index.ts';
import { type ConfigFile, parseConfigFile } from './config-file.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { workspaceHost } from './host.ts';
import { noConfigFile, unknownProfile, unsupportedSignIn } from './problems.ts';
import type { Layer } from './resolve-credentials.ts';

export interface ProfileContext {
  readonly env: NodeJS.ProcessEnv;
  /** @throws as `readFileSync` does. */
  readonly readFile?: (path: string) => string;
  /** The user's folder, where `.databrickscfg` is. */
  readonly home?: string;
}

/** The file of profiles, read when it is first asked for something. */
export interface Profiles {
  /** Where it is. */
  readonly path: string;
  /** @throws as `readFileSync` does. */
  read(): ConfigFile;
  /** Names of all profiles; none where there is no file. */
  names(): readonly string[];
  /** The profile to use for a host, or for none in particular; undefined where none or several would do. */
  profileOf(host: string | undefined): string | undefined;
  /** The official CLI. */
  readonly executable: string;
}

export function openConfigFile(context: ProfileContext): Profiles {
  const { env, readFile = (path) => readFileSync(path, 'utf8'), home = homedir() } = context;
  const path = (env.DATABRICKS_CONFIG_FILE || '~/.databrickscfg').replace(/^~(?=[/\\]|$)/, home);
  let kept: ConfigFile | undefined;
  const read = (): ConfigFile => {
    kept ??= parseConfigFile(readFile(path));
    return kept;
  };
  const readIfThere = (): ConfigFile => {
    try {
      return read();
    } catch {
      return { profiles: new Map(), defaultProfile: undefined };
    }
  };
  return {
    path,
    read,
    names: () => [...readIfThere().profiles.keys()],
    profileOf(host) {
      const { profiles, defaultProfile } = readIfThere();
      const preferred = [defaultProfile, 'DEFAULT'].filter(
        (name) => name !== undefined && profiles.has(name),
      );
      if (host === undefined) return preferred[0];
      const fitting = [...profiles].flatMap(([name, { host: its }]) => (isAt(its, host) ? [name] : []));
      return fitting.length === 1 ? fitting[0] : preferred.find((name) => name && fitting.includes(name));
    },
    executable: env.DATABRICKS_CLI || env.DATABRICKS_CLI_PATH || 'databricks',
  };
}

/** @throws HeadraceError (exit code 2) where the profile or the file is missing. */
export function lookUpProfile(name: string, file: Profiles): Layer {
  const { path } = file;
  const { profiles } = readFor(name, file);
  const profile = profiles.get(name);
  if (profile === undefined) {
    throw usageError(unknownProfile({ profile: name, file: path, profiles: [...profiles.keys()] }));
  }
  const by = `profile "${name}"`;
  const { host, auth_type: method, warehouse_id: warehouseId } = profile;
  const credentials =
    method === 'databricks-cli'
      ? ({ kind: 'cli', profile: name, executable: file.executable, from: by } satisfies Credentials)
      : readCredentials(profile, by);
  const unsupported = method ?? (profile.password === undefined ? undefined : 'user name and password');
  if (credentials === undefined && unsupported !== undefined) {
    throw usageError(unsupportedSignIn({ profile: name, method: unsupported }));
  }
  return { by, host: host ? workspaceHost(host) : undefined, credentials, warehouseId };
}

function readFor(profile: string, file: Profiles): ConfigFile {
  try {
    return file.read();
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : 'it cannot be read';
    throw usageError(noConfigFile({ profile, file: file.path, reason }));
  }
}

function isAt(written: string | undefined, host: string): boolean {
  try {
    return written !== undefined && workspaceHost(written) === host;
  } catch {
    return false;
  }
}
