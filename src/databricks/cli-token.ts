import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Clock, exitCode, HeadraceError } from '../kernel/index.ts';
import { tokenText } from './answers.ts';
import type { Credentials } from './credentials.ts';
import { noCliToken } from './problems.ts';
import { scrubbed } from './scrub.ts';
import type { FreshToken } from './tokens.ts';

const printed = z.looseObject({ access_token: tokenText, expiry: z.string().optional() });

/** The token of somebody who has signed in with the official CLI; it refreshes its own when it must. */
export async function cliToken(
  { profile, executable, from }: Extract<Credentials, { readonly kind: 'cli' }>,
  host: string,
  clock: Clock,
): Promise<FreshToken> {
  const who = profile === undefined ? ['--host', host] : ['--profile', profile];
  const output = await run(executable, ['auth', 'token', ...who]).catch((error: unknown) => {
    throw refusal(from, who, reasonOf(error, executable));
  });
  const { access_token: token, expiry } = parse(output) ?? {};
  if (token === undefined) throw refusal(from, who, 'it prints something else');
  const left = expiry === undefined ? Number.NaN : Date.parse(expiry) - clock.now();
  return { token, lifetimeMs: Number.isNaN(left) ? undefined : Math.max(0, left) };
}

async function run(executable: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(executable, args, { timeout: 30_000, encoding: 'utf8' });
  return stdout;
}

function parse(output: string): z.output<typeof printed> | undefined {
  try {
    return printed.safeParse(JSON.parse(output)).data;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown, executable: string): string {
  if (!(error instanceof Error)) return 'it fails and does not say why';
  if ('code' in error && error.code === 'ENOENT') return `there is no program "${executable}"`;
  if ('killed' in error && error.killed === true) return 'it does not answer within 30 s';
  const said = 'stderr' in error && typeof error.stderr === 'string' ? scrubbed(error.stderr) : '';
  return said || 'it fails and does not say why';
}

function refusal(from: string, who: readonly string[], detail: string): HeadraceError {
  const login = `databricks auth login ${who.join(' ')}`;
  return new HeadraceError(noCliToken({ from, detail, login }), { exitCode: exitCode.usage });
}
