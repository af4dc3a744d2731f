import type { Client, Connection } from 'pg';
import { MessageSlicer } from './slice-messages.ts';

export interface CopySink {
  /** A row in the binary format of COPY, from its count of fields on; the bytes may be kept. */
  row(bytes: Buffer, start: number): void;
  /** All rows of a chunk of `bytes` have been given. */
  arrived(bytes: number): void;
}

/** A running copy. */
export interface CopyOut {
  /** Resolves after the last row; rejects with the error of the driver or the server. */
  readonly done: Promise<void>;
  /** Lets the server wait: it sends until the buffers between us are full. */
  pause(): void;
  resume(): void;
}

/**
 * Runs `COPY (…) TO STDOUT (FORMAT binary)`. The rows do not go through the driver's parser, which makes an
 * object of each and copies it, but are cut from the chunks of the socket. The binary format needs no unescaping,
 * and costs the server the least.
 */
export function copyOut(client: Client, statement: string, sink: CopySink): CopyOut {
  const copy = new CopyStatement(statement, sink);
  client.query(copy);
  return copy;
}

/** "PGCOPY\n\377\r\n\0", four bytes of flags, and four that say how many more there are. */
const signatureLength = 19;

/** As the driver's own statements are, with the methods that it calls. */
class CopyStatement implements CopyOut {
  readonly #text: string;
  readonly #sink: CopySink;
  readonly #slicer: MessageSlicer;
  readonly #outcome = Promise.withResolvers<void>();
  #stream: Connection['stream'] | undefined;
  /** The driver's own listeners, while we have taken their place. */
  #driver: readonly ((bytes: Buffer) => void)[] = [];
  #signed = false;

  constructor(text: string, sink: CopySink) {
    this.#text = text;
    this.#sink = sink;
    this.#slicer = new MessageSlicer({
      row: (bytes, start, end) => this.#row(bytes, start, end),
      other: (message) => this.#other(message),
    });
  }

  get done(): Promise<void> {
    return this.#outcome.promise;
  }

  submit(connection: Connection): void {
    this.#stream = connection.stream;
    this.#driver = connection.stream.listeners('data').filter(isListener);
    for (const listener of this.#driver) this.#stream.off('data', listener);
    this.#stream.on('data', this.#receive);
    connection.query(this.#text);
  }

  pause(): void {
    if (this.#driver.length > 0) this.#stream?.pause();
  }

  resume(): void {
    if (this.#driver.length > 0) this.#stream?.resume();
  }

  handleError(error: unknown): void {
    this.#giveBack();
    this.#outcome.reject(error);
  }

  handleCommandComplete(): void {
    // The connection is free with the message after this one.
  }

  handleReadyForQuery(): void {
    this.#outcome.resolve();
  }

  readonly #receive = (chunk: Buffer): void => {
    const rest = this.#slicer.push(chunk);
    this.#sink.arrived(chunk.length);
    if (rest === undefined) return;
    const driver = this.#driver;
    this.#giveBack();
    for (const listener of driver) listener(rest);
  };

  #giveBack(): void {
    this.#stream?.off('data', this.#receive);
    for (const listener of this.#driver) this.#stream?.on('data', listener);
    this.#driver = [];
    this.#stream?.resume();
  }

  #row(bytes: Buffer, start: number, end: number): void {
    let at = start;
    if (!this.#signed) {
      this.#signed = true;
      at += signatureLength + bytes.readUInt32BE(start + signatureLength - 4);
    }
    // The end is a row of -1 fields.
    if (at < end && bytes.readInt16BE(at) >= 0) this.#sink.row(bytes, at);
  }

  #other(message: Buffer): boolean {
    switch (message[0]) {
      case kinds.copyOutResponse:
        return false;
      case kinds.notice:
      case kinds.notification:
      case kinds.parameterStatus:
        for (const listener of this.#driver) listener(message);
        return false;
      default:
        return true;
    }
  }
}

/** What may come before the end, which CopyDone or an error is. */
const kinds = { copyOutResponse: 0x48, notice: 0x4e, notification: 0x41, parameterStatus: 0x53 };

function isListener(listener: unknown): listener is (bytes: Buffer) => void {
  return typeof listener === 'function';
}
