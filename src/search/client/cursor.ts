import { Buffer } from 'node:buffer';
import { exitCode, HeadraceError, isRecord } from '../../kernel/index.ts';
import { expiredCursor, invalidCursor } from './problems.ts';

/** Raised when what a cursor holds changes. */
const version = 1;

/** A cursor as the caller gets it: opaque text that fits into a URL. */
export function encodeCursor(hash: string, place: object): string {
  return Buffer.from(JSON.stringify([version, hash, place])).toString('base64url');
}

/**
 * What {@link encodeCursor} was given.
 *
 * @throws HeadraceError (exit code 2) for a cursor of another request, and for what is none.
 */
export function decodeCursor(cursor: string, hash: string): Record<string, unknown> {
  const [found, of, place] = parse(cursor);
  if (found !== version || !isRecord(place)) throw refusedCursor('it is none of ours');
  if (of !== hash) throw refusedCursor('it belongs to another request');
  return place;
}

export function refusedCursor(detail: string): HeadraceError {
  return new HeadraceError(invalidCursor({ detail }), { exitCode: exitCode.usage });
}

/** The state that a cursor needs is gone. */
export function cursorExpired(detail: string): HeadraceError {
  return new HeadraceError(expiredCursor({ detail }));
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
