import type { Client } from 'pg';
import { type Clock, type Problem, systemClock } from '../../kernel/index.ts';
import type { RecordSource, SourceRange } from '../../load/index.ts';
import type { SourceField } from '../fields.ts';
import { withConnection } from './connect.ts';
import { describeFields } from './describe-fields.ts';
import { countRows, estimateRows } from './estimate.ts';
import { HashRanges } from './hash-ranges.ts';
import { readKey } from './key-column.ts';
import { compileMapping } from './mapping.ts';
import { type ChangeMark, readMark, withOverlap } from './mark.ts';
import { keyNotIndexed, keyNotUnique } from './problems.ts';
import { rangeBounds, sourceRange } from './range-bounds.ts';
import type { RangeReading, ReadInterruption } from './range-producer.ts';
import { type RangeColumns, rangeSlice } from './range-slice.ts';
import { readRange } from './read-range.ts';
import type { RecordSelection } from './select-records.ts';
import type { PostgresSettings } from './settings.ts';
import { readShape } from './shape.ts';
import { requireTime, timeColumn, versionColumn } from './special-columns.ts';
import { splitKeys } from './split-keys.ts';
import type { KeyColumn, MappingConfig, Shape } from './types.ts';
import type { VersionKind } from './version-text.ts';

export interface PostgresSourceOptions {
  readonly settings: PostgresSettings;
  /** With its schema before a dot, if need be. */
  readonly table: string;
  /** The primary key's column without a word. */
  readonly key?: string;
  /** A timestamp that says when a row changed; what `since` and `mark` need. */
  readonly updatedAt?: string;
  /** A whole number or a timestamp; the newest version of a document stays. */
  readonly version?: string;
  readonly mapping?: MappingConfig;
  /**
   * `pages`: short statements one after the other, none of which waits for the target. `copy`: one long statement
   * per range, several ranges at once; for a first load.
   */
  readonly strategy?: 'pages' | 'copy';
  /** Rows of a page at most. */
  readonly pageRows?: number;
  /** Into how many ranges `copy` divides a table that is worth it. */
  readonly ranges?: number;
  /** Only what changed since; without it, everything. */
  readonly since?: {
    /** `next` of the mark of the last sync. */
    readonly from: string;
    /** So much earlier, for clocks that differ and commits that come late. */
    readonly overlapMs?: number;
    /** Rows without a time of change too; there may be many. True without a word. */
    readonly undated?: boolean;
  };
  /** How often in a row reading may fail without a new record, before it is given up. */
  readonly maxAttempts?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly onWarning?: (problem: Problem) => void;
  readonly onInterruption?: (interruption: ReadInterruption) => void;
}

/** A table of Postgres as a source of records. */
export interface PostgresSource extends RecordSource {
  readonly shape: Shape;
  readonly key: KeyColumn;
  /** Of the documents, in their order. */
  readonly fields: readonly SourceField[];
  /** For `verify`. */
  readonly hashes: HashRanges;
  /** How many records there are to read, or about. */
  estimate(): Promise<{ readonly rows: number; readonly exact: boolean }>;
  /** How many rows the table has. */
  countAll(): Promise<number>;
  /** Where an incremental sync after this one starts: to be asked before reading, and kept when all is read. */
  mark(): Promise<ChangeMark>;
}

const defaults = { pageRows: 10_000, ranges: 2, overlapMs: 60_000, maxAttempts: 10 };
/** A range of less is not worth a connection of its own. */
const rangeBytes = 16 * 1024 * 1024;

/**
 * Looks at the table, checks key, columns and mapping against it, and is then ready to be read.
 *
 * @throws HeadraceError (exit code 5 where Postgres cannot be reached, 2 where something is not as configured).
 */
export async function postgresSource(options: PostgresSourceOptions): Promise<PostgresSource> {
  return withConnection(options.settings, async (client) => {
    const shape = await readShape(client, options.table);
    const key = await readKey(client, shape, options.key);
    const { onWarning = () => undefined } = options;
    if (!key.unique) onWarning(keyNotUnique({ table: shape.name, column: key.name }));
    if (
      !key.indexed &&
      shape.kind === 'table' &&
      options.strategy !== 'copy' &&
      shape.rows > defaults.pageRows
    )
      onWarning(keyNotIndexed({ table: shape.name, column: key.name }));
    const updatedAt = timeColumn(shape, options.updatedAt);
    const version = versionColumn(shape, options.version);
    const document = compileMapping(options.mapping ?? {}, shape);
    const fields = await describeFields(client, shape, document);
    const selection = { relation: shape.relation, key: key.name, document, version: version?.sql };
    return new TableSource(options, { shape, key, updatedAt }, selection, version?.kind, fields);
  });
}

class TableSource implements PostgresSource {
  readonly distinctKeys: boolean;
  readonly shape: Shape;
  readonly key: KeyColumn;
  readonly fields: readonly SourceField[];
  readonly hashes: HashRanges;
  readonly #options: PostgresSourceOptions;
  readonly #columns: RangeColumns & { readonly shape: Shape };
  readonly #reading: RangeReading;

  constructor(
    options: PostgresSourceOptions,
    columns: RangeColumns & { readonly shape: Shape },
    selection: RecordSelection,
    versionKind: VersionKind | undefined,
    fields: readonly SourceField[],
  ) {
    const { settings, strategy = 'pages', pageRows = defaults.pageRows } = options;
    const { shape, key } = columns;
    // Of changes, a row may come twice: where it was, and where a change has put it.
    this.distinctKeys = key.unique && options.since === undefined;
    this.shape = shape;
    this.key = key;
    this.fields = fields;
    this.hashes = new HashRanges(settings, selection, key, versionKind);
    this.#options = options;
    this.#columns = columns;
    this.#reading = {
      settings,
      table: shape.name,
      columns,
      selection,
      versionKind,
      pageRows: strategy === 'pages' ? pageRows : undefined,
      rowBytes: shape.rows > 0 ? shape.bytes / shape.rows : 0,
      maxAttempts: options.maxAttempts ?? defaults.maxAttempts,
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      onInterruption: options.onInterruption ?? (() => undefined),
    };
  }

  async ranges(signal: AbortSignal): Promise<readonly SourceRange[]> {
    signal.throwIfAborted();
    const { since } = this.#options;
    return withConnection(this.#options.settings, (client) =>
      since === undefined ? this.#everything(client) : this.#changes(client, since),
    );
  }

  read(range: SourceRange, after: string | undefined, signal: AbortSignal): ReturnType<RecordSource['read']> {
    return readRange(this.#reading, range, after, signal);
  }

  async estimate(): Promise<{ readonly rows: number; readonly exact: boolean }> {
    const { since, settings } = this.#options;
    return withConnection(settings, async (client) => {
      if (since === undefined) return estimateRows(client, this.shape);
      let sum = { rows: 0, exact: true };
      for (const range of await this.#changes(client, since)) {
        const { where } = rangeSlice(this.#columns, rangeBounds(range), undefined);
        const part = await estimateRows(client, this.shape, where);
        sum = { rows: sum.rows + part.rows, exact: sum.exact && part.exact };
      }
      return sum;
    });
  }

  countAll(): Promise<number> {
    return withConnection(this.#options.settings, (client) => countRows(client, this.shape));
  }

  mark(): Promise<ChangeMark> {
    const updatedAt = requireTime(this.#columns.updatedAt);
    return withConnection(this.#options.settings, (client) => readMark(client, this.shape, updatedAt));
  }

  get #order(): { readonly collation: string | null; readonly ties: boolean } {
    return { collation: this.key.collation ?? null, ties: !this.key.unique };
  }

  async #everything(client: Client): Promise<SourceRange[]> {
    const { strategy, ranges = defaults.ranges } = this.#options;
    const worth = Math.floor(this.shape.bytes / rangeBytes);
    const parts = strategy === 'copy' ? Math.min(ranges, worth) : 1;
    const splits = await splitKeys(client, this.shape, this.key, parts);
    const keys = [...splits, null].map((upTo, at) =>
      sourceRange(`keys-${at + 1}`, { kind: 'keys', above: splits[at - 1] ?? null, upTo, ...this.#order }),
    );
    return [...keys, ...this.#keyless(null, null)];
  }

  async #changes(client: Client, since: NonNullable<PostgresSourceOptions['since']>): Promise<SourceRange[]> {
    const updatedAt = requireTime(this.#columns.updatedAt);
    const from = await withOverlap(client, updatedAt, since.from, since.overlapMs ?? defaults.overlapMs);
    const { upTo } = await readMark(client, this.shape, updatedAt);
    const changed = sourceRange('changed', { kind: 'changed', from, upTo, ...this.#order });
    const undated =
      updatedAt.nullable && since.undated !== false
        ? [sourceRange('undated', { kind: 'undated', ...this.#order })]
        : [];
    return [changed, ...undated, ...this.#keyless(from, upTo)];
  }

  #keyless(from: string | null, upTo: string | null): SourceRange[] {
    return this.key.nullable ? [sourceRange('keyless', { kind: 'keyless', from, upTo })] : [];
  }
}
