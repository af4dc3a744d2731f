import type { Client } from 'pg';
import type { SourceRecord, Stamp } from '../../load/index.ts';
import { BatchQueue } from './batch-queue.ts';
import { withConnection } from './connect.ts';
import { copyOut } from './copy-out.ts';
import { faultOf } from './faults.ts';
import { RecordReader } from './record-reader.ts';
import { copyStatement, type RecordSelection, selectRecords } from './select-records.ts';
import type { PostgresSettings } from './settings.ts';
import { identifier, literal } from './sql.ts';
import type { KeyColumn } from './types.ts';
import type { VersionKind } from './version-text.ts';

/** What the documents of a bucket add up to; see `Stamp`. Sums are exact below 2^53. */
export interface BucketSum {
  readonly bucket: number;
  readonly count: number;
  readonly high: number;
  readonly low: number;
}

/** Looks at a source by the hashes of its keys, to find what differs from a target. Counts what can be loaded only. */
export class HashRanges {
  readonly #settings: PostgresSettings;
  readonly #selection: RecordSelection;
  readonly #key: KeyColumn;
  readonly #versionKind: VersionKind | undefined;

  constructor(
    settings: PostgresSettings,
    selection: RecordSelection,
    key: KeyColumn,
    versionKind: VersionKind | undefined,
  ) {
    this.#settings = settings;
    this.#selection = selection;
    this.#key = key;
    this.#versionKind = versionKind;
  }

  /**
   * Sums over all records in one pass, of `2^shift` buckets each: 65,536 sums without a shift, one with 16.
   * Buckets without records are left out.
   */
  async bucketSums(shift = 0): Promise<BucketSum[]> {
    return withConnection(this.#settings, async (client) => {
      const { rows } = await client.query<Record<keyof BucketSum, string>>(
        `SELECT ((kh & 65535) >> ${shift})::text AS bucket, count(*) AS count,
                sum((dh >> 32) & 4294967295)::text AS high, sum(dh & 4294967295)::text AS low
           FROM (SELECT ${hash('k')} AS kh, ${hash('d')} AS dh FROM (${this.#records()}) AS s OFFSET 0) AS h
          GROUP BY (kh & 65535) >> ${shift} ORDER BY (kh & 65535) >> ${shift}`,
      );
      return rows.map(({ bucket, count, high, low }) => ({
        bucket: Number(bucket),
        count: Number(count),
        high: Number(high),
        low: Number(low),
      }));
    });
  }

  /** Keys and stamps of all records in some buckets, in no order. */
  async *keysAndStamps(
    buckets: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly { readonly key: string; readonly stamp: Stamp }[], void, undefined> {
    const within = `(${hash(`t.${identifier(this.#key.name)}::text`)} & 65535) = ANY ('{${buckets.join(',')}}'::bigint[])`;
    const select = `SELECT k, ${hash('k')}, ${hash('d')}, ''::text FROM (${this.#records(within)}) AS s`;
    for await (const batch of this.#copy(select, undefined, signal))
      yield batch.flatMap((record) =>
        'stamp' in record && record.stamp !== undefined ? [{ key: record.key, stamp: record.stamp }] : [],
      );
  }

  /** The records of some keys, as far as there are any; in the order of the source. */
  async *readKeys(
    keys: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly SourceRecord[], void, undefined> {
    for (let at = 0; at < keys.length; at += keysAtOnce) {
      const some = keys.slice(at, at + keysAtOnce);
      const select = (where: string): string =>
        selectRecords(this.#selection, { where: [where], orderBy: [`t.${identifier(this.#key.name)}`] });
      const where = await withConnection(this.#settings, (client) => this.#whereKeys(client, some));
      yield* this.#copy(select(where), this.#versionKind, signal);
    }
  }

  /** Which of some keys the source has. */
  async keysExist(keys: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    await withConnection(this.#settings, async (client) => {
      for (let at = 0; at < keys.length; at += keysAtOnce) {
        const where = await this.#whereKeys(client, keys.slice(at, at + keysAtOnce));
        const { rows } = await client.query<{ key: string }>(
          `SELECT t.${identifier(this.#key.name)}::text AS key FROM ${this.#selection.relation} AS t WHERE ${where}`,
        );
        for (const { key } of rows) found.add(key);
      }
    });
    return found;
  }

  /** A text that is no value of the key's type is no key; then all are compared as texts. */
  async #whereKeys(client: Client, keys: readonly string[]): Promise<string> {
    const list = `ARRAY[${keys.map(literal).join(', ')}]`;
    const column = `t.${identifier(this.#key.name)}`;
    const typed = `${list}::${this.#key.cast}[]`;
    try {
      await client.query(`SELECT ${typed} IS NULL`);
      return `${column} = ANY (${typed})`;
    } catch (error) {
      if (faultOf(error) !== 'data') throw error;
      return `${column}::text = ANY (${list}::text[])`;
    }
  }

  #records(within?: string): string {
    const { relation, document, version } = this.#selection;
    const key = `t.${identifier(this.#key.name)}::text`;
    const where = [`octet_length(${key}) BETWEEN 1 AND 512`, ...(within === undefined ? [] : [within])];
    if (version !== undefined)
      where.push(
        this.#versionKind === 'time'
          ? `isfinite(${version}) AND ${version} >= '1970-01-01Z'::timestamptz`
          : `${version} >= 0`,
      );
    const rows = `SELECT * FROM ${relation} AS t WHERE ${where.join(' AND ')}`;
    return `SELECT ${key} AS k, ${document.json}::text AS d FROM (${rows}) AS t${document.from} OFFSET 0`;
  }

  async *#copy(
    select: string,
    versionKind: VersionKind | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly SourceRecord[], void, undefined> {
    signal.throwIfAborted();
    const { verbatim } = this.#selection.document;
    const reader = new RecordReader(
      { version: versionKind, ties: false, leading: false, verbatim },
      undefined,
    );
    const queue = new BatchQueue<readonly SourceRecord[]>();
    const stop = new AbortController();
    const stopped = AbortSignal.any([signal, stop.signal]);
    const read = async (client: Client): Promise<void> => {
      const copy = copyOut(client, copyStatement(select), {
        row: (bytes, start) => reader.row(bytes, start),
        arrived: (bytes) => {
          const batch = reader.take();
          if (batch.length > 0) queue.push(batch, bytes);
          if (queue.bytes < waitingBytes) return;
          copy.pause();
          queue.room(waitingBytes / 2).then(() => copy.resume());
        },
      });
      await copy.done;
    };
    const copied = withConnection(this.#settings, read, stopped).then(
      () => queue.end(),
      (error: unknown) => queue.end({ error }),
    );
    try {
      for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) yield batch;
      signal.throwIfAborted();
    } finally {
      stop.abort();
      queue.end();
      await copied;
    }
  }
}

const keysAtOnce = 1000;
const waitingBytes = 8 * 1024 * 1024;

function hash(text: string): string {
  return `hashtextextended(${text} COLLATE "C", 0)`;
}
