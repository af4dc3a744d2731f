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

/** Whether a token is the one of this promise and has not expired; takes the same time for every wrong one. */
export function isCallbackToken(key: string, promiseId: string, token: string, now: number): boolean {
  const [expiresAt = '', given = ''] = token.split('.', 2);
  const expected = signature(key, promiseId, expiresAt);
  const actual = Buffer.from(given, 'base64url');
  const isSigned = actual.length === expected.length && timingSafeEqual(actual, expected);
  return isSigned && now < Number(expiresAt);
}

/** Lengths are part of the text, so that no other pair makes the same one. */
function signature(key: string, promiseId: string, expiresAt: string): Buffer {
  return createHmac('sha256', key).update(`${promiseId.length}:${promiseId}:${expiresAt}`).digest();
}
