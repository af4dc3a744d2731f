import type { LoadRecord } from '../../load/index.ts';

/**
 * A row as it came: where its parts stand in the chunk of the socket. Tens of thousands wait in a load's window;
 * a view of the document and the text of the stamp are made when somebody asks, and are gone at once.
 */
export class RowRecord implements LoadRecord {
  readonly key: string;
  readonly position: string;
  readonly version?: string;
  readonly #bytes: Buffer;
  readonly #stampAt: number;
  readonly #start: number;
  readonly #end: number;

  /**
   * @param stampAt where the last two bytes of the key's hash are: its bucket. After them comes the length of
   * the document's hash, and that.
   */
  constructor(
    key: string,
    position: string,
    version: string | undefined,
    bytes: Buffer,
    stampAt: number,
    start: number,
    end: number,
  ) {
    this.key = key;
    this.position = position;
    if (version !== undefined) this.version = version;
    this.#bytes = bytes;
    this.#stampAt = stampAt;
    this.#start = start;
    this.#end = end;
  }

  get size(): number {
    return this.#end - this.#start;
  }

  get document(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  get stamp(): string {
    const [bytes, at] = [this.#bytes, this.#stampAt];
    return `{"b":${bytes.readUInt16BE(at)},"h":${bytes.readUInt32BE(at + 6)},"l":${bytes.readUInt32BE(at + 10)}}`;
  }

  /** The same row, for a reader that goes on from elsewhere. */
  at(position: string): RowRecord {
    return new RowRecord(
      this.key,
      position,
      this.version,
      this.#bytes,
      this.#stampAt,
      this.#start,
      this.#end,
    );
  }
}
