/** So much a page may bring: two of them wait in memory at most. */
const pageBytes = 4 * 1024 * 1024;

/** How many rows the next page has: as many as were asked for, as far as memory and the server's patience go. */
export class PageSize {
  #most: number;
  #rowBytes: number;

  constructor(most: number, rowBytes: number) {
    this.#most = most;
    this.#rowBytes = rowBytes;
  }

  get rows(): number {
    const fitting = this.#rowBytes > 0 ? Math.floor(pageBytes / this.#rowBytes) : this.#most;
    return Math.max(1, Math.min(this.#most, fitting));
  }

  /** Learns from a page; one with long rows counts at once, short ones bit by bit. */
  read(rows: number, bytes: number): void {
    const average = bytes / Math.max(rows, 1);
    this.#rowBytes = Math.max(average, (this.#rowBytes + average) / 2);
  }

  /** The server did not make it in its time. */
  tooLarge(): void {
    this.#most = Math.max(1, Math.floor(this.rows / 2));
  }
}
