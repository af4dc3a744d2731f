/** Bytes of heap in use, after a collection where `--expose-gc` allows one. */
export function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
