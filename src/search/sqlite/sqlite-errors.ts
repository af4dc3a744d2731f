import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { indexCorrupt, indexLocked, indexUnusable, notADatabase } from '../problems.ts';

/** SQLite's primary result codes that mean something to a person. */
export const sqliteCodes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADb: 26,
};

export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** What SQLite said, in our words; anything else comes back as it is. */
export function translated(path: string, error: unknown): unknown {
  const detail = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case sqliteCodes.busy:
    case sqliteCodes.locked:
      return new HeadraceError(indexLocked({ path }), { exitCode: exitCode.locked, cause: error });
    case sqliteCodes.corrupt:
      return new HeadraceError(indexCorrupt({ path, detail }), { cause: error });
    case sqliteCodes.notADb:
      return new HeadraceError(notADatabase({ path }), { cause: error });
    case sqliteCodes.readOnly:
    case sqliteCodes.ioError:
    case sqliteCodes.full:
    case sqliteCodes.cantOpen:
      return new HeadraceError(indexUnusable({ path, detail }), { cause: error });
    default:
      return error;
  }
}
