import { databricksCli } from './versions.ts';

/** Installs the official command line by its own installer, of a commit that cannot change. */
export function installCli(shell: 'sh' | 'sudo sh'): string {
  const url = `https://raw.githubusercontent.com/databricks/setup-cli/${databricksCli.commit}/install.sh`;
  return `curl -fsSL ${url} | ${shell}`;
}
