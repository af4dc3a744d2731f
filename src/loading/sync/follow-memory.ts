import type { RecordSource, SourceRecord } from '../../load/index.ts';

/**
 * What a following sync has written lately. Every pass reads back a little, for commits that come late, and
 * would write the same rows, and the same dead letters, again and again.
 */
export class FollowMemory {
  #settled = new Map<string, string>();
  #seen = new Map<string, string>();

  /** The same source without the records that the last pass has settled as they are now. */
  withoutSettled(source: RecordSource): RecordSource {
    this.#seen = new Map();
    const isNew = (record: SourceRecord): boolean => {
      const [name, state] = identity(record);
      this.#seen.set(name, state);
      return this.#settled.get(name) !== state;
    };
    return {
      ranges: (signal) => source.ranges(signal),
      async *read(range, after, signal) {
        for await (const records of source.read(range, after, signal)) {
          const fresh = records.filter(isNew);
          if (fresh.length > 0) yield fresh;
        }
      },
    };
  }

  /** The pass is finished: what it has seen is settled. */
  finish(): void {
    this.#settled = this.#seen;
  }
}

function identity(record: SourceRecord): [name: string, state: string] {
  const { key = '', position } = record;
  if ('unloadable' in record) return [`${key} ${position}`, record.unloadable];
  return [key, `${position} ${record.stamp ?? ''}`];
}
