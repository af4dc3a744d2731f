import type { Context, Resonate } from '@resonatehq/sdk';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { unfitServer } from './problems.ts';

/** How long a server may take for the probe (ms). */
const patience = 15_000;

/**
 * Runs a workflow of two steps on a Resonate server before any real one: one that has steps, waits for a promise, and
 * is woken by it. Servers announce the same protocol and still name steps differently; only doing it tells.
 *
 * @throws HeadraceError with exit code 5 when it does not end as it must.
 */
export async function probeServer(resonate: Resonate, url: string): Promise<void> {
  const shown = URL.parse(url)?.host ?? url;
  const settle = async (_: Context, promise: string): Promise<void> => {
    await resonate.promises.resolve(promise, { data: Buffer.from('"ok"').toString('base64') });
  };
  const probe = function* (context: Context): Generator {
    const promise = yield* context.promise<string>({ timeout: patience });
    yield* context.run(settle, promise.id);
    return yield* promise;
  };
  const name = `headrace-probe-${crypto.randomUUID()}`;
  resonate.register(name, probe);
  const timer = AbortSignal.timeout(patience);
  const late = new Promise<never>((_, reject) => {
    timer.addEventListener('abort', () =>
      reject(new Error('a workflow that waits for a promise was not woken by it')),
    );
  });
  try {
    const handle = await Promise.race([
      resonate.beginRun(name, name, resonate.options({ timeout: patience })),
      late,
    ]);
    const value: unknown = await Promise.race([handle.result(), late]);
    if (value !== 'ok') throw new Error('a promise came back with another value than it was settled with');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(unfitServer({ server: shown, reason }), {
      exitCode: exitCode.unreachable,
      cause: error,
    });
  }
}
