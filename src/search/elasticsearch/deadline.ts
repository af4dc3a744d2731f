/** Thrown by {@link withDeadline} when time is up; to be translated. */
export class DeadlinePassed extends Error {}

/**
 * Runs something that can be aborted, for `ms` milliseconds at most.
 *
 * It gets a signal of its own: the client's way of timing out is to dispatch "abort" on whatever
 * signal it was given, which would stop everybody else who listens to it.
 *
 * @throws DeadlinePassed; or the outer signal's reason, once it has aborted.
 */
export async function withDeadline<T>(
  ms: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    inner.abort();
  }, ms);
  const stop = (): void => inner.abort();
  outer?.addEventListener('abort', stop);
  try {
    return await run(inner.signal);
  } catch (error) {
    outer?.throwIfAborted();
    throw late ? new DeadlinePassed() : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}
