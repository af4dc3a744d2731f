import { type Clock, systemClock } from '../../../kernel/index.ts';
import type { LoadRecord, LoadTarget, WriteResult } from '../../../load/index.ts';
import type { IndexSchema } from '../../types.ts';
import { translated } from '../sqlite-errors.ts';
import { requestFailure } from './failures.ts';
import { type LeaseOptions, Leases } from './leases.ts';
import type { LoadedIndex } from './loaded-index.ts';
import { type OpenOptions, openLoadedIndex, openLoadedIndexAsIs } from './open-loaded.ts';

export interface SqliteTargetOptions extends LeaseOptions {
  readonly path: string;
  /** Fields of the documents; a dot leads into objects. */
  readonly schema: IndexSchema;
  /** The field whose value is the key of the records. */
  readonly key: string;
  /** The field that holds the vector; needed where the schema has dimensions. */
  readonly vector?: string;
  /** Of the other fields, those that can be filtered and sorted by. */
  readonly fields?: OpenOptions['fields'];
  /**
   * Empty the index first, whatever its fields were, in one step with making it anew; and forget the
   * states of all loads into it, except for the leases this process holds.
   */
  readonly recreate?: boolean;
  readonly clock?: Clock;
}

export interface SqliteTarget extends LoadTarget {
  /** Tidies up and closes the file. */
  close(): void;
}

/**
 * An embedded index as a place for records. It can be searched from the first write on, and while it
 * is written to.
 *
 * @throws HeadraceError when the index mirrors a table, when it was made with other fields (exit code 2),
 * or when another loader is at work on an index to be recreated (exit code 4).
 */
export async function sqliteTarget(options: SqliteTargetOptions): Promise<SqliteTarget> {
  const { path, schema, key, vector, fields, recreate = false, clock = systemClock } = options;
  if ((vector === undefined) !== (schema.dimensions === undefined)) {
    throw new TypeError('A vector field and its dimensions belong together');
  }
  const shape = { schema, key, vector };
  const index = await openLoadedIndex(path, shape, {
    clock,
    fields,
    recreate: recreate ? new Leases(options) : undefined,
  });
  return targetOf(index);
}

/** An embedded index that is there, to write more records into it. @throws HeadraceError where there is none. */
export async function existingSqliteTarget(path: string, clock: Clock = systemClock): Promise<SqliteTarget> {
  return targetOf(await openLoadedIndexAsIs(path, clock));
}

function targetOf(index: LoadedIndex): SqliteTarget {
  return {
    write: async (records, version, signal) => {
      signal.throwIfAborted();
      return writeRecords(index, records, version);
    },
    close: () => index.close(),
  };
}

/** @param version for records that bring none. */
export function writeRecords(
  index: LoadedIndex,
  records: readonly LoadRecord[],
  version: string,
): WriteResult {
  try {
    const outcomes = index.change((writer, revision) => writer.write(records, version, revision));
    return { outcomes };
  } catch (error) {
    const failure = requestFailure(error);
    if (failure !== undefined) return { failure };
    throw translated(index.path, error);
  }
}
