import type { CallOptions, PipelineEvent, Workspace } from '../../databricks/index.ts';

/** Reads the events of one update as they come, each of them once. */
export interface EventCursor {
  /** Events that were not read yet, the oldest first. */
  read(options?: CallOptions): Promise<readonly PipelineEvent[]>;
}

/** An event may show up this much later than others of its time (ms). */
const latenessMs = 60_000;

/**
 * The log of a pipeline is asked for what is newer than the last event seen, and a minute before that: events
 * may arrive out of order. Those that were seen are told by their ids. So none is lost and none comes twice,
 * however often a reading is broken off.
 *
 * @param since when the update was created, by the clock of the workspace (ms since the epoch).
 */
export function eventCursor(
  { pipelines }: { readonly pipelines: Pick<Workspace['pipelines'], 'events'> },
  { pipelineId, updateId }: { readonly pipelineId: string; readonly updateId: string },
  since: number,
): EventCursor {
  const seen = new Map<string, number>();
  let newest = since;
  return {
    async read(options) {
      const from = new Date(newest - latenessMs).toISOString();
      const found: PipelineEvent[] = [];
      const filter = `timestamp >= '${from}'`;
      for await (const event of pipelines.events(pipelineId, { filter, order: 'oldest', ...options })) {
        if (event.origin?.update_id === updateId && !seen.has(event.id)) found.push(event);
      }
      // Only now that all pages were read: after a break in the middle, the next reading begins as this one.
      for (const { id, timestamp } of found) {
        const at = Date.parse(timestamp);
        seen.set(id, at);
        newest = Math.max(newest, at);
      }
      for (const [id, at] of seen) if (at < newest - 2 * latenessMs) seen.delete(id);
      return found;
    },
  };
}
