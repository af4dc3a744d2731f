import { existsSync } from 'node:fs';
import { HeadraceError, isRecord } from '../../../kernel/index.ts';
import { type BucketSums, noSums, type StampedKey } from '../../../load/index.ts';
import { indexMissing, indexNotBuilt } from '../../problems.ts';
import { type Connection, connect, type Row } from '../connection.ts';
import { translated } from '../sqlite-errors.ts';
import { asNumber, asText } from '../values.ts';
import type { DocumentToRemove } from './document-writer.ts';
import { readManifest } from './open-loaded.ts';

const keysAtOnce = 10_000;

/** A document of the index, by its stamp; as it is, it says which document to remove. */
export interface SqliteStampedKey extends StampedKey, Required<DocumentToRemove> {
  /** Absent as the halves are: it has no stamp, as its source could not tell. */
  readonly bucket?: number;
}

export interface SqliteSampledDocument {
  readonly key: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** What `verify` asks of an index, all of the same moment, whatever is written meanwhile. */
export interface SqliteHashRanges {
  sums(): Promise<BucketSums>;
  /** Documents of these buckets, in no order. */
  keys(buckets: readonly number[]): AsyncIterable<readonly SqliteStampedKey[]>;
  /** Documents with these keys, as far as there are any; with a stamp or without. */
  some(keys: readonly string[]): AsyncIterable<readonly SqliteStampedKey[]>;
  /** How many documents have no stamp. */
  countUnstamped(): Promise<number>;
  unstamped(): AsyncIterable<readonly SqliteStampedKey[]>;
  /** Some documents by chance, without their vectors: the same for the same seed. */
  sample(size: number, seed: number): Promise<readonly SqliteSampledDocument[]>;
  close(): Promise<void>;
}

/** @throws HeadraceError when there is no index of loaded records at the path. */
export async function openSqliteHashRanges(path: string): Promise<SqliteHashRanges> {
  if (!existsSync(path)) throw new HeadraceError(indexMissing({ path }));
  let connection: Connection | undefined;
  try {
    connection = await connect(path, 'readOnly');
    connection.execute('BEGIN');
    if (readManifest(connection, path) === undefined) throw new HeadraceError(indexNotBuilt({ path }));
    return hashRanges(path, connection);
  } catch (error) {
    connection?.close();
    throw translated(path, error);
  }
}

function hashRanges(path: string, connection: Connection): SqliteHashRanges {
  /** Asks SQLite, and says what it says in our words. */
  const ask = (sql: string, ...parameters: (string | number)[]): readonly Row[] => {
    try {
      return connection.all(sql, ...parameters);
    } catch (error) {
      throw translated(path, error);
    }
  };
  async function* pages(condition: string, ...parameters: string[]): AsyncGenerator<SqliteStampedKey[]> {
    let last = 0;
    for (;;) {
      const rows = ask(
        `SELECT held.row, id, revision, bucket, high, low
         FROM load_documents AS held CROSS JOIN documents AS known ON known.row = held.row
         WHERE ${condition} AND held.row > ? ORDER BY held.row LIMIT ${keysAtOnce}`,
        ...parameters,
        last,
      );
      if (rows.length > 0) yield rows.map(toKey);
      if (rows.length < keysAtOnce) return;
      last = asNumber(rows.at(-1)?.row);
    }
  }
  return {
    async sums() {
      return toSums(
        ask(
          `SELECT bucket, count(*) AS count, CAST(sum(high) AS REAL) AS high, CAST(sum(low) AS REAL) AS low
           FROM load_documents WHERE bucket IS NOT NULL GROUP BY bucket`,
        ),
      );
    },
    keys: (buckets) => pages('bucket IN (SELECT value FROM json_each(?))', JSON.stringify(buckets)),
    some: (keys) => pages('known.id IN (SELECT value FROM json_each(?))', JSON.stringify(keys)),
    async countUnstamped() {
      return asNumber(ask('SELECT count(*) AS n FROM load_documents WHERE bucket IS NULL')[0]?.n);
    },
    unstamped: () => pages('bucket IS NULL'),
    async sample(size, seed) {
      // Multiples of a large odd number are spread evenly over 32 bits; the seed turns the circle.
      const rows = ask(
        `SELECT id, document FROM
           (SELECT row FROM load_documents ORDER BY (row * 2654435761 + CAST(? AS INTEGER)) % 4294967296 LIMIT ?) AS chosen
           CROSS JOIN documents AS known ON known.row = chosen.row`,
        seed,
        size,
      );
      return rows.map(toSample);
    },
    async close() {
      connection.close();
    },
  };
}

function toSums(rows: readonly Row[]): BucketSums {
  const sums = noSums();
  for (const row of rows) {
    const bucket = asNumber(row.bucket);
    sums.count[bucket] = asNumber(row.count);
    sums.high[bucket] = asNumber(row.high);
    sums.low[bucket] = asNumber(row.low);
  }
  return sums;
}

function toKey({ id, revision, bucket, high, low }: Row): SqliteStampedKey {
  const key = { key: asText(id), revision: asNumber(revision) };
  if (bucket === null) return key;
  return { ...key, bucket: asNumber(bucket), high: asNumber(high), low: asNumber(low) };
}

function toSample({ id, document }: Row): SqliteSampledDocument {
  const parsed: unknown = JSON.parse(asText(document));
  return { key: asText(id), document: isRecord(parsed) ? parsed : {} };
}
