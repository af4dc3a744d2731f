/** A set of row numbers, one bit each: what a mirror has seen must fit in memory however large the table. */
export class RowSet {
  #bits = new Uint8Array(1024);

  /** @returns false when it was in the set already. */
  add(row: number): boolean {
    const index = Math.floor(row / 8);
    const bit = 1 << (row % 8);
    if (index >= this.#bits.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(index + 1)));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const byte = this.#bits[index] ?? 0;
    this.#bits[index] = byte | bit;
    return (byte & bit) === 0;
  }

  has(row: number): boolean {
    return ((this.#bits[Math.floor(row / 8)] ?? 0) & (1 << (row % 8))) !== 0;
  }
}
