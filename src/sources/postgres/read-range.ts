import type { SourceRange, SourceRecord } from '../../load/index.ts';
import { BatchQueue } from './batch-queue.ts';
import { RangeProducer, type RangeReading } from './range-producer.ts';

/** Reads a range behind a position, healing what time heals; see `RecordSource.read`. */
export async function* readRange(
  reading: RangeReading,
  range: SourceRange,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const queue = new BatchQueue<readonly SourceRecord[]>();
  const producer = new RangeProducer(reading, range, after, queue, AbortSignal.any([signal, stop.signal]));
  const produced = producer.run().then(
    () => queue.end(),
    (error: unknown) => queue.end({ error }),
  );
  const onAbort = (): void => queue.end({ error: signal.reason });
  signal.addEventListener('abort', onAbort);
  try {
    for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) yield batch;
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort();
    queue.end();
    await produced;
  }
}
