import type {
  DeadLetter,
  DeadLetterSink,
  LoadRecord,
  LoadSession,
  LoadState,
  LoadTarget,
  Outcome,
  RecordSource,
  SourceRecord,
  WriteResult,
} from '../types.ts';

/** Records `k0`, `k1`, … with small documents. */
export function numbered(count: number, size = 20): LoadRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `k${n}`,
    document: Buffer.from(JSON.stringify({ n }).padEnd(size)),
    position: String(n),
  }));
}

/** A source of the given records, one range each; a range's records come in pages. */
export function sourceOf(ranges: readonly (readonly SourceRecord[])[], page = 10): RecordSource {
  return {
    ranges: async () => ranges.map((_, n) => ({ id: String(n), bounds: { n } })),
    async *read({ bounds }, after) {
      const records = ranges[Number(bounds.n)] ?? [];
      const start = after === undefined ? 0 : records.findIndex(({ position }) => position === after) + 1;
      for (let at = start; at < records.length; at += page) yield records.slice(at, at + page);
    },
  };
}

export interface MemoryTarget extends LoadTarget {
  readonly documents: Map<string, string>;
  /** How many records each request held. */
  readonly requests: number[];
}

/** A target that keeps all, unless told otherwise, for a request or for a record. */
export function memoryTarget(
  judge: {
    readonly request?: (
      records: readonly LoadRecord[],
      n: number,
      signal: AbortSignal,
    ) => Promise<WriteResult | undefined>;
    readonly record?: (record: LoadRecord) => Outcome | undefined;
  } = {},
): MemoryTarget {
  const documents = new Map<string, string>();
  const requests: number[] = [];
  return {
    documents,
    requests,
    async write(records, _version, signal) {
      requests.push(records.length);
      const result = await judge.request?.(records, requests.length, signal);
      if (result) return result;
      const outcomes = records.map((record): Outcome => {
        const outcome = judge.record?.(record) ?? { kind: 'stored' };
        if (outcome.kind === 'stored')
          documents.set(record.key, Buffer.from(record.document).toString().trim());
        return outcome;
      });
      return { outcomes };
    },
  };
}

export interface MemorySession extends LoadSession {
  state: LoadState | undefined;
  released: boolean;
}

export function memorySession(previous?: LoadState): MemorySession {
  return {
    previous,
    state: previous,
    released: false,
    async save(state) {
      this.state = state;
    },
    async release() {
      this.released = true;
    },
  };
}

export interface MemoryLetters extends DeadLetterSink {
  readonly letters: DeadLetter[];
}

export function memoryLetters(): MemoryLetters {
  const letters: DeadLetter[] = [];
  return {
    letters,
    resume: async (_load, count) => void letters.splice(count),
    write: async (written) => void letters.push(...written),
    close: async () => {},
  };
}
