/** A slice of a source's records is given on when it has so many records or bytes. */
export const slice = { records: 512, bytes: 1024 * 1024 } as const;

/** The text of bytes that are a part of a larger block, without a copy of them. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
