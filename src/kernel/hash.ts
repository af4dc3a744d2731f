import { createHash } from 'node:crypto';
import { stableJson } from './json.ts';

/** SHA-256 of a value's stable JSON (or of a string as it is), in hex, 32 characters. */
export function contentHash(value: unknown): string {
  const text = typeof value === 'string' ? value : stableJson(value);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
