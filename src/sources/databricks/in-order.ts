/**
 * Does several things at once, and gives what they come to in the order they were asked for.
 *
 * @param width how many at once, at least 1; so many results wait at most.
 * @param start gets a signal that ends what is not wanted any more.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  start: (item: T, signal: AbortSignal) => Promise<R>,
  signal: AbortSignal,
): AsyncGenerator<R, void, undefined> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const waiting: Promise<R>[] = [];
  try {
    for (const item of items) {
      const result = start(item, both);
      // Whoever comes to it sees it fail; until then, nobody looks.
      result.catch(() => {});
      waiting.push(result);
      const first = waiting.length < width ? undefined : waiting.shift();
      if (first) yield await first;
    }
    for (const result of waiting.splice(0)) yield await result;
  } finally {
    stop.abort();
  }
}
