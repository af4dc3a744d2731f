/** Bytes of a key at most. */
export const longestKey = 512;

/** Why nobody can write a record whose key has so many bytes; less than 0 stands for NULL. */
export function unloadable(keyBytes: number): string {
  if (keyBytes > longestKey) return `its key has ${keyBytes} bytes; ${longestKey} are allowed`;
  return keyBytes === 0 ? 'its key is empty' : 'it has no key (NULL)';
}
