/** "Something has changed": wakes all who wait, and each looks whether it is what it waits for. */
export class Condition {
  #change = Promise.withResolvers<void>();
  #awaited = false;

  wait(): Promise<void> {
    this.#awaited = true;
    return this.#change.promise;
  }

  notify(): void {
    if (!this.#awaited) return;
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers<void>();
    this.#awaited = false;
    resolve();
  }
}
