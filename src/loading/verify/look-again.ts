import { isRecord } from '../../kernel/index.ts';
import type { SyncSource } from '../sync/sync-source.ts';
import type { SeenKey, StampedIndex } from '../target/index-target.ts';

/** `missing`: only the source has it. `extra`: only the index. `different`: both, with other contents. */
export type DifferenceKind = 'missing' | 'extra' | 'different';

/** One record that is not the same on both sides. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly key: string;
  /** Says what the source has; undefined: it does not have the record. */
  readonly wanted: string | undefined;
  /** Undefined: the index does not have it. */
  readonly found: SeenKey | undefined;
}

/** Asks both sides for some keys, as they are now, and answers what differs. */
export async function lookAgain(
  keys: readonly string[],
  source: SyncSource,
  index: StampedIndex,
  signal: AbortSignal,
): Promise<Difference[]> {
  if (keys.length === 0) return [];
  const [wanted, found] = await Promise.all([wantedStamps(keys, source, signal), foundStamps(keys, index)]);
  return keys.flatMap((key): Difference[] => {
    const [there, here] = [wanted.get(key), found.get(key)];
    if (there === (here && stampText(here))) return [];
    const kind = there === undefined ? 'extra' : here === undefined ? 'missing' : 'different';
    return [{ kind, key, wanted: there, found: here }];
  });
}

async function wantedStamps(
  keys: readonly string[],
  source: SyncSource,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const stamps = new Map<string, string>();
  const records = source.some(keys);
  for (const range of await records.ranges(signal)) {
    for await (const batch of records.read(range, undefined, signal)) {
      for (const record of batch) {
        if ('unloadable' in record || record.stamp === undefined) continue;
        const { h, l } = parsedStamp(record.stamp);
        stamps.set(record.key, stampText({ high: h, low: l }));
      }
    }
  }
  return stamps;
}

async function foundStamps(keys: readonly string[], index: StampedIndex): Promise<Map<string, SeenKey>> {
  const found = new Map<string, SeenKey>();
  for await (const page of index.some(keys)) for (const entry of page) found.set(entry.key, entry);
  return found;
}

function parsedStamp(stamp: string): { readonly h: number; readonly l: number } {
  const value: unknown = JSON.parse(stamp);
  const { h, l } = isRecord(value) ? value : {};
  return { h: Number(h), l: Number(l) };
}

/** Of a document that no sync has written it is equal to nothing. */
function stampText({ high, low }: Pick<SeenKey, 'high' | 'low'>): string {
  return `${high ?? 'none'}:${low ?? 'none'}`;
}
