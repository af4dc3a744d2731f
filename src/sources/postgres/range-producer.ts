import type { Client } from 'pg';
import { type Clock, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { SourceRange, SourceRecord } from '../../load/index.ts';
import type { BatchQueue } from './batch-queue.ts';
import { connect, disconnect } from './connect.ts';
import { type CopyOut, copyOut } from './copy-out.ts';
import { type Fault, faultOf, reasonOf } from './faults.ts';
import { PageSize } from './page-size.ts';
import { queryFailed, readFailed } from './problems.ts';
import { rangeBounds } from './range-bounds.ts';
import { type RangeColumns, rangeSlice } from './range-slice.ts';
import { RecordReader } from './record-reader.ts';
import { copyStatement, type RecordSelection, selectRecords } from './select-records.ts';
import { type PostgresSettings, withoutSecrets } from './settings.ts';
import type { VersionKind } from './version-text.ts';

/** Told when reading is interrupted and will go on. */
export interface ReadInterruption {
  readonly range: string;
  readonly reason: string;
  readonly attempt: number;
  readonly waitMs: number;
}

export interface RangeReading {
  readonly settings: PostgresSettings;
  readonly table: string;
  readonly columns: RangeColumns;
  readonly selection: RecordSelection;
  readonly versionKind: VersionKind | undefined;
  /** Rows of a page; without it, a range is one statement. */
  readonly pageRows: number | undefined;
  /** Of a row's document, to begin with; 0 if unknown. */
  readonly rowBytes: number;
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onInterruption: (interruption: ReadInterruption) => void;
}

/**
 * So much may wait for the consumer; then the server has to. A page is taken in whole, so that its statement ends
 * though the consumer stalls, and the next one begins while half of that waits. What is one statement anyway, and
 * may be one of several, needs no more than evens out the work.
 */
const waitingBytes = { pages: 8 * 1024 * 1024, whole: 2 * 1024 * 1024 };
/** A slow server sends in small pieces, each of which would cost a turn of the event loop and of its reader. */
const batchBytes = 128 * 1024;
const firstWaitMs = 500;
const longestWaitMs = 30_000;

/** Runs one statement after the other and fills the queue, ahead of whoever takes from it. */
export class RangeProducer {
  readonly #reading: RangeReading;
  readonly #range: SourceRange;
  readonly #queue: BatchQueue<readonly SourceRecord[]>;
  readonly #signal: AbortSignal;
  readonly #page: PageSize | undefined;
  readonly #waiting: number;
  #client: Client | undefined;
  #position: string | undefined;
  #lastKey: string | undefined;
  /** What is tried with the row after the position, which the server could not make a document of. */
  #trouble: { readonly reason: string; readonly raw: boolean } | undefined;
  #failures = 0;

  constructor(
    reading: RangeReading,
    range: SourceRange,
    after: string | undefined,
    queue: BatchQueue<readonly SourceRecord[]>,
    signal: AbortSignal,
  ) {
    this.#reading = reading;
    this.#range = range;
    this.#position = after;
    this.#queue = queue;
    this.#signal = signal;
    const { pageRows, rowBytes } = reading;
    this.#waiting = pageRows === undefined ? waitingBytes.whole : waitingBytes.pages;
    this.#page = pageRows === undefined ? undefined : new PageSize(pageRows, rowBytes);
  }

  async run(): Promise<void> {
    try {
      for (let finished = false; !finished && !this.#signal.aborted; ) {
        await this.#queue.room(this.#waiting / 2);
        const before = this.#position;
        try {
          finished = await this.#statement();
          this.#failures = 0;
        } catch (error) {
          if (this.#signal.aborted) return;
          if (this.#position !== before) this.#failures = 0;
          await this.#recover(error);
        }
      }
    } finally {
      await this.#close();
    }
  }

  /** One page, or all the rest. Answers whether nothing is left. */
  async #statement(): Promise<boolean> {
    const { settings, columns, selection, versionKind } = this.#reading;
    this.#client ??= await connect(settings, this.#signal);
    if (this.#signal.aborted) return true;
    const trouble = this.#trouble;
    const bounds = rangeBounds(this.#range);
    const slice = rangeSlice(columns, bounds, this.#position);
    const limit = trouble ? 1 : this.#page?.rows;
    const reader = new RecordReader(
      {
        version: versionKind,
        ties: slice.ties ?? false,
        leading: slice.leading !== undefined,
        verbatim: selection.document.verbatim || trouble !== undefined,
        ...(bounds.kind === 'keyless' ? { ordinal: slice.offset ?? 0 } : {}),
        ...(trouble?.raw ? { unloadable: trouble.reason } : {}),
      },
      this.#position,
    );
    const limited = limit === undefined ? slice : { ...slice, limit };
    const select = selectRecords(selection, { ...limited, raw: trouble?.raw ?? false });
    const bytes = await this.#copy(this.#client, copyStatement(select), reader);
    this.#trouble = undefined;
    if (limit === undefined || reader.rows < limit) return true;
    if (!trouble) this.#page?.read(reader.rows, bytes);
    return false;
  }

  async #copy(client: Client, statement: string, reader: RecordReader): Promise<number> {
    let total = 0;
    let pending = 0;
    let paused = false;
    const give = (): void => {
      this.#give(reader.take(), pending);
      pending = 0;
    };
    const copy: CopyOut = copyOut(client, statement, {
      row: (bytes, start) => reader.row(bytes, start),
      arrived: (bytes) => {
        total += bytes;
        pending += bytes;
        if (pending < batchBytes) return;
        give();
        if (paused || this.#queue.bytes < this.#waiting) return;
        paused = true;
        copy.pause();
        this.#queue.room(this.#waiting / 2).then(() => {
          paused = false;
          copy.resume();
        });
      },
    });
    try {
      await copy.done;
      reader.finish();
    } finally {
      give();
    }
    return total;
  }

  #give(batch: readonly SourceRecord[], bytes: number): void {
    const last = batch.at(-1);
    if (last === undefined || this.#signal.aborted) return;
    this.#position = last.position;
    this.#lastKey = last.key;
    this.#queue.push(batch, bytes);
  }

  async #recover(error: unknown): Promise<void> {
    const { table, maxAttempts, clock, random, settings, onInterruption } = this.#reading;
    const cause = error instanceof HeadraceError ? error.cause : error;
    const fault = faultOf(cause);
    const reason = withoutSecrets(reasonOf(cause), settings);
    // Rows come as they are made, so it is the next one that cannot be.
    if (fault === 'data' && !this.#trouble?.raw) {
      this.#trouble = { reason, raw: this.#trouble !== undefined };
      return;
    }
    if (fault === 'data' || fault === 'lasting')
      throw error instanceof HeadraceError
        ? error
        : new HeadraceError(queryFailed({ table, reason }), { cause });
    this.#drop();
    this.#failures++;
    if (this.#failures >= maxAttempts) throw this.#gaveUp(fault, reason, cause);
    if (fault === 'timeout') this.#page?.tooLarge();
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1));
    const waitMs = Math.round(wait * (0.5 + random() / 2));
    onInterruption({ range: this.#range.id, reason, attempt: this.#failures, waitMs });
    await clock.sleep(waitMs, this.#signal);
  }

  #gaveUp(fault: Fault, reason: string, cause: unknown): HeadraceError {
    const problem = readFailed({
      table: this.#reading.table,
      reason,
      attempts: this.#failures,
      lastKey: this.#lastKey,
    });
    const code = fault === 'connection' ? exitCode.unreachable : exitCode.failed;
    return new HeadraceError(problem, { exitCode: code, cause });
  }

  /** At once, whatever the server is doing. */
  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client) disconnect(client);
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}
