/**
 * Cuts what a server sends while it copies out into messages: one byte of kind, four of length (which count
 * themselves), the content. The protocol has one message per row, so the rows need not be looked for.
 */
export interface MessageHandlers {
  /** A row of the copy; the bytes may be kept. */
  row(bytes: Buffer, start: number, end: number): void;
  /** Any other message, whole with its head. Says whether it ends the copy. */
  other(message: Buffer): boolean;
}

const copyData = 0x64;
const headLength = 5;

export class MessageSlicer {
  readonly #handlers: MessageHandlers;
  /** A message whose end has not come yet; shorter than a head while its length is not known. */
  #part: Buffer = Buffer.alloc(0);
  #filled = 0;

  constructor(handlers: MessageHandlers) {
    this.#handlers = handlers;
  }

  /** Takes the next bytes. When the copy ends in them, answers what is not ours: its last message and the rest. */
  push(chunk: Buffer): Buffer | undefined {
    let at = 0;
    if (this.#filled > 0) {
      at = this.#complete(chunk);
      if (at < 0) return undefined;
      const message = this.#part;
      this.#part = Buffer.alloc(0);
      this.#filled = 0;
      if (this.#deliver(message, 0, message.length)) return Buffer.concat([message, chunk.subarray(at)]);
    }
    const length = chunk.length;
    while (at + headLength <= length) {
      const end = at + 1 + chunk.readUInt32BE(at + 1);
      if (end > length) break;
      if (this.#deliver(chunk, at, end)) return chunk.subarray(at);
      at = end;
    }
    if (at < length) this.#keep(chunk.subarray(at));
    return undefined;
  }

  #deliver(bytes: Buffer, start: number, end: number): boolean {
    if (bytes[start] !== copyData) return this.#handlers.other(bytes.subarray(start, end));
    this.#handlers.row(bytes, start + headLength, end);
    return false;
  }

  /** Adds to the unfinished message. Answers where in the chunk it ends, or -1 where it does not. */
  #complete(chunk: Buffer): number {
    let at = 0;
    if (this.#filled < headLength) {
      const head = Buffer.concat([this.#part.subarray(0, this.#filled), chunk.subarray(0, headLength)]);
      if (head.length < headLength) {
        this.#part = head;
        this.#filled = head.length;
        return -1;
      }
      at = headLength - this.#filled;
      this.#keep(head.subarray(0, headLength));
    }
    const wanted = this.#part.length - this.#filled;
    const taken = chunk.copy(this.#part, this.#filled, at, at + wanted);
    this.#filled += taken;
    return taken === wanted ? at + taken : -1;
  }

  /** Begins an unfinished message, in memory of its own as long as it will be. */
  #keep(start: Buffer): void {
    const whole = start.length < headLength ? start.length : 1 + start.readUInt32BE(1);
    this.#part = Buffer.allocUnsafeSlow(whole);
    this.#filled = start.copy(this.#part);
  }
}
