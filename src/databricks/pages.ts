/** One page of a list, and how to get the next. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined or empty: this was the last. */
  readonly next: string | undefined;
}

/** All items of a list that comes in pages; a page is asked for when its first item is. */
export async function* pages<T>(
  load: (token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let token: string | undefined;
  do {
    const { items, next } = await load(token);
    yield* items;
    // A page that points at itself would be read for ever.
    token = next === token ? undefined : next || undefined;
  } while (token !== undefined);
}
