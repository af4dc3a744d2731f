import { letterLines } from './letter-lines.ts';
import type { DeadLetter, RecordSource, SourceRecord } from './types.ts';

const recordsAtOnce = 1_000;
const bytesAtOnce = 1024 * 1024;

/** Reads dead letters as records, to try them again: one range per file, positions are places in the file. */
export function deadLetterSource(paths: readonly string[]): RecordSource {
  return {
    ranges: () => Promise.resolve(paths.map((path) => ({ id: path, bounds: { path } }))),
    async *read({ id: path }, after, signal) {
      let batch: SourceRecord[] = [];
      let bytes = 0;
      for await (const { letter, end } of letterLines(path, Number(after ?? 0))) {
        if (signal.aborted) return;
        const record = recordOf(letter, String(end));
        batch.push(record);
        bytes += record.document.byteLength;
        if (batch.length < recordsAtOnce && bytes < bytesAtOnce) continue;
        yield batch;
        batch = [];
        bytes = 0;
      }
      if (batch.length > 0) yield batch;
    },
  };
}

/**
 * A letter whose record had no version gets the one just below its load's: it comes in where nothing
 * newer is, and whatever that load or a later one has stored under the same key stays.
 */
function recordOf(
  { key, reason, version, load, stamp, ...letter }: DeadLetter,
  position: string,
): SourceRecord {
  const document = Buffer.from(letter.document);
  if (key === null) return { key: undefined, document, position, unloadable: reason };
  return {
    ...{ key, document, position },
    version: version ?? String(BigInt(load) - 1n),
    ...(stamp !== undefined && { stamp }),
  };
}
