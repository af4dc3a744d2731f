import { usageError } from '../../kernel/index.ts';
import { notTheCli, oldCli } from './problems.ts';
import { type CliCall, runCli } from './run-cli.ts';

/** The official CLI of this machine. */
export interface OfficialCli {
  readonly program: string;
  readonly version: string;
}

/** The first that can `bundle validate --strict`. */
const neededVersion = '0.286.0';

/**
 * Finds the official CLI: DATABRICKS_CLI, or `databricks` on the PATH.
 *
 * @throws HeadraceError (exit code 2) when it is not there, too old, or something else.
 */
export async function findCli(call: Pick<CliCall, 'cwd' | 'env' | 'signal'>): Promise<OfficialCli> {
  const program = call.env.DATABRICKS_CLI?.trim() || 'databricks';
  const { output } = await runCli({ ...call, program, args: ['--version'] });
  const version = /Databricks CLI v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (version === undefined) throw usageError(notTheCli({ program, said: output.slice(0, 200) }));
  if (isOlder(version, neededVersion)) throw usageError(oldCli({ program, version, needed: neededVersion }));
  return { program, version };
}

function isOlder(version: string, needed: string): boolean {
  const [a, b] = [version, needed].map((text) => text.split('.').map(Number));
  const different = a?.findIndex((part, index) => part !== b?.[index]) ?? -1;
  return different >= 0 && (a?.[different] ?? 0) < (b?.[different] ?? 0);
}
