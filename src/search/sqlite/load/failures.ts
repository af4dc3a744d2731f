import type { RequestFailure } from '../../../load/index.ts';
import { sqliteCode, sqliteCodes } from '../sqlite-errors.ts';

/** What a write that failed as a whole can be told to do about it; undefined where waiting does not help. */
export function requestFailure(error: unknown): RequestFailure | undefined {
  switch (sqliteCode(error)) {
    case sqliteCodes.busy:
    case sqliteCodes.locked:
      return { kind: 'retry', reason: 'another process is writing to the index' };
    case sqliteCodes.full:
      return { kind: 'blocked', reason: 'there is no room left for the index on its disk' };
    default:
      return undefined;
  }
}
