import { exitCode, HeadraceError } from '../kernel/index.ts';
import { interruptedBetween } from './problems.ts';

/**
 * Runs something that ends when the signal aborts. Loading says by itself that it was interrupted; whatever else
 * was under way throws what it finds: an aborted request, a connection that was closed.
 *
 * @throws HeadraceError (exit code 130) for those.
 */
export async function interruptible<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const known = error instanceof HeadraceError && error.exitCode !== exitCode.unreachable;
    if (known || !signal.aborted) throw error;
    throw new HeadraceError(interruptedBetween({}), { exitCode: exitCode.interrupted, cause: error });
  }
}
