const step = 1 << 20;
const mostKept = 12 * step;

/**
 * Memory for request bodies, used again and again: a new one for every request would keep the
 * garbage collector, and the kernel that hands out pages, busier than all the rest.
 */
export class BufferPool {
  readonly #free: Buffer[] = [];
  #kept = 0;

  /** At least `bytes` large, with anything in it. */
  take(bytes: number): Buffer {
    const fitting = this.#free.findIndex((buffer) => buffer.length >= bytes);
    if (fitting < 0) return Buffer.allocUnsafeSlow(Math.max(1, Math.ceil(bytes / step)) * step);
    return this.#remove(fitting);
  }

  /** To be called only when nobody can read it any more, a socket that still sends it included. */
  give(buffer: Buffer): void {
    this.#free.push(buffer);
    this.#kept += buffer.length;
    // Batches grow, so those that have been here longest are the ones that have become too small.
    while (this.#kept > mostKept) this.#remove(0);
  }

  #remove(at: number): Buffer {
    const [buffer = Buffer.alloc(0)] = this.#free.splice(at, 1);
    this.#kept -= buffer.length;
    return buffer;
  }
}
