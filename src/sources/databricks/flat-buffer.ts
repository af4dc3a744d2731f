/** A table in a FlatBuffer. Fields are asked for by their number in the schema; what is absent has its default. */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** @throws RangeError for what is no FlatBuffer, then or later. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  byte(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  short(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : this.#view.getInt16(at, true);
  }

  long(field: number): number {
    const at = this.#field(field);
    return at === undefined ? 0 : longAt(this.#view, at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#field(field);
    return at === undefined ? undefined : this.#tableAt(at);
  }

  tables(field: number): readonly FlatTable[] {
    return this.#vector(field, 4, (at) => this.#tableAt(at));
  }

  /** Structs of two 64-bit numbers each. */
  pairs(field: number): readonly (readonly [number, number])[] {
    return this.#vector(field, 16, (at) => [longAt(this.#view, at), longAt(this.#view, at + 8)]);
  }

  #field(field: number): number | undefined {
    const shape = this.#at - this.#view.getInt32(this.#at, true);
    const slot = 4 + field * 2;
    if (slot >= this.#view.getUint16(shape, true)) return undefined;
    const offset = this.#view.getUint16(shape + slot, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  #tableAt(at: number): FlatTable {
    return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector<T>(field: number, width: number, read: (at: number) => T): readonly T[] {
    const at = this.#field(field);
    if (at === undefined) return [];
    const start = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(start, true);
    return Array.from({ length }, (_, index) => read(start + 4 + index * width));
  }
}

function longAt(view: DataView, at: number): number {
  return Number(view.getBigInt64(at, true));
}
