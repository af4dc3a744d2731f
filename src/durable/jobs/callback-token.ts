import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The token that lets a job settle one promise, until it expires: the time of expiry, and an HMAC-SHA256 (RFC 2104)
 * over the promise's id and that time.
 *
 * @param expiresAt milliseconds since 1970.
 */
export function callbackToken(key: string, promiseId: string, expiresAt: number): string {
  return `${expiresAt}.${signature(key, promiseId, String(expiresAt)).toString('base64url')}`;
}

/** What a token is worth: `expired` is the right one, too late. */
export type TokenCheck = 'valid' | 'expired' | 'wrong';

/** Whether a token is the one of this promise; takes the same time for every wrong one. */
export function checkCallbackToken(key: string, promiseId: string, token: string, now: number): TokenCheck {
  const [expiresAt = '', given = ''] = token.split('.', 2);
  const expected = signature(key, promiseId, expiresAt);
  const actual = Buffer.from(given, 'base64url');
  const isSigned = actual.length === expected.length && timingSafeEqual(actual, expected);
  // Everybody has an empty key; a file is that when the disk was full as it was made.
  if (!isSigned || key === '') return 'wrong';
  return now < Number(expiresAt) ? 'valid' : 'expired';
}

/** Lengths are part of the text, so that no other pair makes the same one. */
function signature(key: string, promiseId: string, expiresAt: string): Buffer {
  return createHmac('sha256', key).update(`${promiseId.length}:${promiseId}:${expiresAt}`).digest();
}
