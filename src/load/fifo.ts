/** First in, first out, in constant time: an array that is read from a moving start. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  get first(): T | undefined {
    return this.#items[this.#start];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#start];
    if (this.#start === this.#items.length) return undefined;
    this.#items[this.#start] = undefined;
    this.#start += 1;
    // Moving what is left costs at most as much as what was taken since the last time.
    if (this.#start * 2 > this.#items.length && this.#start >= 1024) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return item;
  }

  /** From first to last, without taking them. */
  *[Symbol.iterator](): Generator<T> {
    for (let at = this.#start; at < this.#items.length; at += 1) {
      const item = this.#items[at];
      if (item !== undefined) yield item;
    }
  }
}
