import { indexTable } from '../../indexing/index.ts';
import { systemClock } from '../../kernel/index.ts';
import type { Compiled } from '../../plan/index.ts';
import type { SearchIndexConfig } from '../../project/index.ts';
import type { EventSink } from '../../run/index.ts';

/** Brings indexes up to date, one after the other, and reports each as an event. */
export async function indexTables(
  { project }: Compiled,
  indexes: readonly SearchIndexConfig[],
  options: {
    relearn?: boolean;
    signal: AbortSignal;
    onEvent: EventSink;
    onProgress?: (text: string) => void;
  },
): Promise<void> {
  for (const config of indexes) {
    const startedAt = systemClock.now();
    const { index, documents, added, updated, removed, unchanged } = await indexTable(project, config, {
      relearn: options.relearn ?? false,
      signal: options.signal,
      onProgress: (text) => options.onProgress?.(`index ${config.name}: ${text}`),
    });
    const at = systemClock.now();
    const counts = { documents, added, updated, removed, unchanged };
    options.onEvent({ type: 'index_finished', at, index, ...counts, durationMs: at - startedAt });
  }
}
