import type { Context } from '@resonatehq/sdk';
import * as z from 'zod';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { protocolVersion } from '../store/index.ts';
import { openRemote, type RemoteServer } from './open-remote.ts';
import { unfitServer } from './problems.ts';

/** How long a server may take for the probe (ms), unless told otherwise. */
const usualPatience = 15_000;

/** By then, a workflow has got to where it waits (ms). */
const settleAfter = 250;

const answer = z.object({
  head: z.object({ status: z.number(), version: z.string() }),
  data: z.unknown(),
});

/**
 * Runs a workflow of two steps on a Resonate server before any real one: one that has steps, waits for a promise, and
 * is woken by it. Servers announce the same protocol and still name steps differently, so they are asked for a step
 * first, and then do it. The probe is a client of its own, in a group of its own: no real work comes to it.
 *
 * @throws HeadraceError with exit code 5 when it does not end as it must.
 */
export async function probeServer(server: RemoteServer, patience = usualPatience): Promise<void> {
  const refuse = (reason: string, cause?: unknown): HeadraceError => {
    const host = URL.parse(server.url)?.host;
    const shown = host ? host : 'what RESONATE_URL says';
    return new HeadraceError(unfitServer({ server: shown, reason }), {
      exitCode: exitCode.unreachable,
      cause,
    });
  };
  const wrong = whyNoAddress(server.url);
  if (wrong !== undefined) throw refuse(wrong);
  const late = AbortSignal.timeout(patience);
  const name = `headrace-probe-${crypto.randomUUID()}`;
  try {
    await askForSteps(server, `${name}-ids`, patience, late);
    await runProbe(server, name, patience, late);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(reason, error);
  }
}

/** What is wrong with the address itself; requests that fail on it would repeat it, with its secrets. */
function whyNoAddress(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'it is no address that begins with https:// or http://';
  if (url.username || url.password)
    return 'credentials do not belong in its address; RESONATE_TOKEN is for them';
  return undefined;
}

/** Creates a promise and a step under it, as the SDK does, and looks at what is answered. */
async function askForSteps(
  server: RemoteServer,
  root: string,
  patience: number,
  signal: AbortSignal,
): Promise<void> {
  const timeoutAt = Date.now() + patience;
  for (const id of [root, `${root}:0`]) {
    const lineage = { 'resonate:origin': root, 'resonate:branch': root, 'resonate:parent': root };
    const tags = id === root ? {} : { ...lineage, 'resonate:scope': 'global' };
    const data = { id, timeoutAt, param: {}, tags };
    const { head, data: said } = await ask(server, 'promise.create', data, signal);
    if (head.version !== protocolVersion) {
      throw new Error(`it speaks version "${head.version}" of the protocol, not "${protocolVersion}"`);
    }
    if (head.status === 200) continue;
    const what = id === root ? 'a promise' : 'the name of a step, `<workflow>:<step>`';
    throw new Error(`it refuses ${what} with status ${head.status}: ${JSON.stringify(said)}`);
  }
}

async function ask({ url, token }: RemoteServer, kind: string, data: unknown, signal: AbortSignal) {
  const head = { corrId: crypto.randomUUID(), version: protocolVersion, ...(token && { auth: token }) };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ kind, head, data }),
    signal,
  }).catch((error: unknown) => {
    throw new Error(signal.aborted ? 'it does not answer' : `no connection (${causeOf(error)})`);
  });
  const { status } = response;
  if (status === 401 || status === 403)
    throw new Error(`it refuses us with status ${status}; is RESONATE_TOKEN right`);
  const found = answer.safeParse(await response.json().catch(() => undefined));
  if (found.success) return found.data;
  const type = response.headers.get('content-type')?.split(';', 1).join() ?? 'no content type';
  throw new Error(`what it answers (status ${status}, ${type}) is not the Resonate protocol`);
}

async function runProbe(
  server: RemoteServer,
  name: string,
  patience: number,
  signal: AbortSignal,
): Promise<void> {
  const resonate = openRemote(server, name);
  const settle = async (_: Context, promise: string): Promise<void> => {
    const data = Buffer.from('"ok"').toString('base64');
    // Not before the workflow waits: it is to be woken.
    setTimeout(() => resonate.promises.resolve(promise, { data }).catch(() => {}), settleAfter);
  };
  resonate.register(name, function* (context: Context): Generator {
    const promise = yield* context.promise<string>({ timeout: patience });
    yield* context.run(settle, promise.id);
    return yield* promise;
  });
  const { promise: late, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () =>
    reject(new Error('a workflow that waits for a promise was not woken by it')),
  );
  try {
    const started = resonate.beginRun(name, name, resonate.options({ timeout: patience }));
    const value: unknown = await Promise.race([started.then((handle) => handle.result()), late]);
    if (value !== 'ok') throw new Error('a promise came back with another value than it was settled with');
  } finally {
    await resonate.stop();
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
