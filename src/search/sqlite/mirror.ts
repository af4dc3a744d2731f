import { type Clock, crashPoint, exitCode, HeadraceError, systemClock } from '../../kernel/index.ts';
import { embedderMiscounted, mirrorInterrupted } from '../problems.ts';
import type { IndexRecord, IndexSchema } from '../types.ts';
import { iterateUntilAborted, untilAborted } from './abortable.ts';
import { ChangeWriter } from './change-writer.ts';
import { type Change, ChangeDetector, type Counts } from './changes.ts';
import { type Connection, connect } from './connection.ts';
import { DocumentTable } from './documents.ts';
import { Faults } from './faults.ts';
import { checkFormat } from './format.ts';
import { dropUnusedKeywords } from './keywords.ts';
import { indexIsLoaded } from './load/problems.ts';
import { type Manifest, manifestText, parseManifest, saveManifest } from './manifest.ts';
import { createKeywordIndex } from './schema.ts';
import { translated } from './sqlite-errors.ts';
import { identitiesOf, prepareTables } from './tables.ts';
import { vectorFault } from './unit-vector.ts';
import { compactVectors } from './vectors.ts';

/** What turns text into vectors while mirroring. */
export interface MirrorEmbedder {
  readonly name: string;
  /** A model that was learned from the corpus: kept in the index, see `EmbeddedIndex.frozenModel`. */
  readonly model?: Uint8Array;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

export interface MirrorOptions {
  readonly schema: IndexSchema;
  readonly source: { readonly table: string; readonly version: string };
  /** All records, in batches; called once. */
  readonly records: () => AsyncIterable<readonly IndexRecord[]>;
  /** Absent where vectors come with the records, or there are none. */
  readonly embedder?: MirrorEmbedder;
  /** Positions of the text fields that are embedded, joined by newlines. */
  readonly embedFields: readonly number[];
  /** Whatever else must lead to a new index when it changes. */
  readonly schemaHash: string;
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onProgress?: (progress: Readonly<Counts>) => void;
  readonly clock?: Clock;
}

export interface MirrorResult extends Readonly<Counts> {
  readonly removed: number;
  readonly durationMs: number;
}

/** How long to wait for another writer: long enough for one that is just closing. */
const writerPatience = 250;

/**
 * Makes the index equal to the records, in one transaction: readers see the old index until the
 * commit, and whatever goes wrong before it (a fault in the data, an abort, kill -9) leaves it as
 * it was. Also a changed schema is rebuilt inside that transaction: a fresh file in the old one's
 * place would pull the write-ahead log from under the readers that have it open.
 */
export async function mirror(path: string, options: MirrorOptions): Promise<MirrorResult> {
  const clock = options.clock ?? systemClock;
  const started = clock.now();
  let connection: Connection | undefined;
  try {
    connection = await connect(path, 'write');
    connection.execute(`PRAGMA busy_timeout = ${writerPatience}; BEGIN IMMEDIATE`);
    const counts = await mirrorInTransaction(connection, path, options, clock);
    options.signal?.throwIfAborted();
    crashPoint('index:before-commit');
    connection.execute('COMMIT');
    crashPoint('index:after-commit');
    moveLogIntoFile(connection);
    return { ...counts, durationMs: clock.now() - started };
  } catch (error) {
    connection?.rollback();
    if (options.signal?.aborted && error === options.signal.reason) {
      throw new HeadraceError(mirrorInterrupted({ path }), { exitCode: exitCode.interrupted, cause: error });
    }
    throw translated(path, error);
  } finally {
    connection?.close();
  }
}

async function mirrorInTransaction(
  connection: Connection,
  path: string,
  options: MirrorOptions,
  clock: Clock,
): Promise<Counts & { removed: number }> {
  const { schema, embedder, signal } = options;
  const before = checkFormat(connection, path) ? parseManifest(manifestText(connection), path) : undefined;
  if (before?.load) throw new HeadraceError(indexIsLoaded({ path }), { exitCode: exitCode.usage });
  const identities = identitiesOf(schema, options.schemaHash, embedder);
  prepareTables(connection, before, schema, identities);

  const faults = new Faults();
  const documents = new DocumentTable(connection);
  const detector = new ChangeDetector(documents, schema, embedder && options.embedFields, faults);
  const writer = new ChangeWriter(connection, documents, schema);
  for await (const batch of iterateUntilAborted(options.records(), signal)) {
    const changes: Change[] = [];
    for (const record of batch) {
      const change = detector.examine(record);
      if (change !== undefined) changes.push(change);
    }
    // After a fault nothing will be kept: the rest is read only to name every fault at once.
    if (!faults.any) {
      const embedded = await embedTexts(changes, options, faults);
      // FTS5 gathers what it is given in ascending order, and writes it out at every step back.
      changes.sort((a, b) => a.row - b.row);
      for (const change of changes) writer.write(change, embedded.get(change));
    }
    options.onProgress?.({ ...detector.counts });
  }
  writer.flush();
  faults.throwIfAny(schema.dimensions);

  createKeywordIndex(connection);
  const vanished = detector.vanished();
  for (const row of vanished) writer.remove(row);
  const { added, updated } = detector.counts;
  if (updated > 0 || vanished.length > 0) {
    dropUnusedKeywords(connection);
    if (schema.dimensions) compactVectors(connection, schema.dimensions);
  }
  if (before?.vectorsIdentity !== identities.vectors) saveModel(connection, embedder);
  const now = clock.now();
  saveManifest(connection, {
    text: schema.text,
    keywords: schema.keywords,
    analyzer: schema.analyzer,
    dimensions: schema.dimensions ?? null,
    ...(schema.fields && { fields: schema.fields }),
    schemaHash: options.schemaHash,
    wordsIdentity: identities.words,
    vectorsIdentity: identities.vectors,
    embedder: embedder?.name ?? null,
    source: options.source,
    documents: (before?.documents ?? 0) + added - vanished.length,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  } satisfies Manifest);
  return { ...detector.counts, removed: vanished.length };
}

/** What the embedder makes of the changed texts; it is asked once per batch. */
async function embedTexts(
  changes: readonly Change[],
  { schema, embedder, signal }: MirrorOptions,
  faults: Faults,
): Promise<ReadonlyMap<Change, Float32Array>> {
  const vectors = new Map<Change, Float32Array>();
  const texts: string[] = [];
  const waiting: Change[] = [];
  for (const change of changes) {
    if (typeof change.vector !== 'object' || !('embed' in change.vector)) continue;
    texts.push(change.vector.embed);
    waiting.push(change);
  }
  if (embedder === undefined || texts.length === 0) return vectors;
  const embedded = await untilAborted(embedder.embed(texts, signal), signal);
  if (embedded.length !== texts.length) {
    throw new HeadraceError(
      embedderMiscounted({ embedder: embedder.name, texts: texts.length, vectors: embedded.length }),
    );
  }
  for (const [index, change] of waiting.entries()) {
    const vector = embedded[index];
    if (vector === undefined) continue;
    const fault = vectorFault(vector, schema.dimensions ?? 0);
    if (fault === undefined) vectors.set(change, vector);
    else faults.vector(change.record.id, fault);
  }
  return vectors;
}

function saveModel(connection: Connection, embedder: MirrorEmbedder | undefined): void {
  connection.run('DELETE FROM model');
  if (embedder?.model) connection.run('INSERT INTO model VALUES (?, ?)', embedder.name, embedder.model);
}

/** What is committed is safe in the log; moving it is housekeeping, which the next writer would do too. */
function moveLogIntoFile(connection: Connection): void {
  try {
    connection.get('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // A reader is in the way, or the disk is full: the log stays.
  }
}
