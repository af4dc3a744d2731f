import type { SearchedIndex } from './searched-index.ts';

/** Makes Elasticsearch keep the index as it is now, until it is not asked about for some time. */
export async function openMoment(
  index: SearchedIndex,
  lifetimeMs: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { id } = await index.ask(
    (client, options) =>
      client.openPointInTime({ index: index.name, keep_alive: `${lifetimeMs}ms` }, options),
    signal,
  );
  return id;
}

/** It goes by itself too, so nothing is wrong when this fails. */
export async function closeMoment(index: SearchedIndex, id: string): Promise<void> {
  await index.ask((client, options) => client.closePointInTime({ id }, options)).catch(() => undefined);
}
