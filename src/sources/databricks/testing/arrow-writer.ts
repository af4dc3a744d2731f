/** Arrow streams of texts, for tests: as a warehouse makes them. Checked with PyArrow, whose own are recorded. */

/** A value in a FlatBuffer; numbers of a table's fields are those of Arrow's schema. */
type Value =
  | { readonly kind: 'byte' | 'short' | 'long'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'table'; readonly fields: Readonly<Record<number, Value>> }
  | { readonly kind: 'tables'; readonly items: readonly Value[] }
  | { readonly kind: 'pairs'; readonly items: readonly (readonly [number, number])[] };

const byte = (value: number): Value => ({ kind: 'byte', value });
const long = (value: number): Value => ({ kind: 'long', value });
const table = (fields: Readonly<Record<number, Value>>): Value => ({ kind: 'table', fields });

const metadataV5: Value = { kind: 'short', value: 4 };

/** One stream; each batch is a list of rows. */
export function arrowStream(
  batches: readonly (readonly (readonly (string | null)[])[])[],
  columns = 3,
): Uint8Array {
  const fields = Array.from({ length: columns }, (_, index) =>
    table({
      0: { kind: 'text', value: `c${index}` },
      1: byte(1),
      2: byte(5),
      3: table({}),
      5: { kind: 'tables', items: [] },
    }),
  );
  const schema = table({ 1: { kind: 'tables', items: fields } });
  const parts = [message(1, schema, Buffer.alloc(0)), ...batches.map((rows) => batch(rows, columns))];
  return Uint8Array.from(Buffer.concat([...parts, Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])]));
}

function batch(rows: readonly (readonly (string | null)[])[], columns: number): Buffer {
  const buffers: Buffer[] = [];
  const nodes: (readonly [number, number])[] = [];
  for (let column = 0; column < columns; column += 1) {
    const values = rows.map((row) => row[column] ?? null);
    const texts = values.map((value) => Buffer.from(value ?? ''));
    const valid = Buffer.alloc(Math.ceil(rows.length / 8));
    const offsets = Buffer.alloc(4 * (rows.length + 1));
    let end = 0;
    for (const [row, text] of texts.entries()) {
      end += text.length;
      offsets.writeInt32LE(end, 4 * (row + 1));
      if (values[row] !== null) valid.writeUInt8((valid[row >> 3] ?? 0) | (1 << (row & 7)), row >> 3);
    }
    nodes.push([rows.length, values.filter((value) => value === null).length]);
    buffers.push(valid, offsets, Buffer.concat(texts));
  }
  let offset = 0;
  const places = buffers.map((buffer): readonly [number, number] => {
    const start = offset;
    offset = up(start + buffer.length);
    return [start, buffer.length];
  });
  const body = Buffer.concat(
    buffers.flatMap((buffer) => [buffer, Buffer.alloc(up(buffer.length) - buffer.length)]),
  );
  const header = table({
    0: long(rows.length),
    1: { kind: 'pairs', items: nodes },
    2: { kind: 'pairs', items: places },
  });
  return message(3, header, body);
}

function message(kind: number, header: Value, body: Buffer): Buffer {
  const metadata = flatBuffer(table({ 0: metadataV5, 1: byte(kind), 2: header, 3: long(body.length) }));
  const start = Buffer.alloc(8, 255);
  start.writeInt32LE(metadata.length, 4);
  return Buffer.concat([start, metadata, body]);
}

function flatBuffer(root: Value): Buffer {
  const buffer = Buffer.alloc(16 * 1024);
  let end = 4;
  const write = (value: Value): number => {
    if (value.kind === 'text') {
      const at = up(end);
      buffer.writeUInt32LE(Buffer.byteLength(value.value), at);
      end = at + 5 + buffer.write(value.value, at + 4);
      return at;
    }
    if (value.kind === 'pairs') {
      // The numbers behind the length begin at a multiple of eight.
      const at = up(end) + 4;
      buffer.writeUInt32LE(value.items.length, at);
      for (const [index, number] of value.items.flat().entries()) {
        buffer.writeBigInt64LE(BigInt(number), at + 4 + index * 8);
      }
      end = at + 4 + value.items.length * 16;
      return at;
    }
    if (value.kind === 'tables') {
      const at = up(end);
      buffer.writeUInt32LE(value.items.length, at);
      end = at + 4 + value.items.length * 4;
      for (const [index, item] of value.items.entries()) {
        const slot = at + 4 + index * 4;
        buffer.writeUInt32LE(write(item) - slot, slot);
      }
      return at;
    }
    if (value.kind !== 'table') throw new TypeError('A number stands in a table.');
    const numbers = Object.keys(value.fields).map(Number);
    const shape = up(end);
    const slots = Math.max(-1, ...numbers) + 1;
    const at = up(shape + 4 + slots * 2);
    buffer.writeUInt16LE(4 + slots * 2, shape);
    buffer.writeUInt16LE(8 + numbers.length * 8, shape + 2);
    buffer.writeInt32LE(at - shape, at);
    end = at + 8 + numbers.length * 8;
    for (const [index, number] of numbers.entries()) {
      const place = 8 + index * 8;
      buffer.writeUInt16LE(place, shape + 4 + number * 2);
      const field = value.fields[number];
      if (field?.kind === 'byte') buffer.writeUInt8(field.value, at + place);
      else if (field?.kind === 'short') buffer.writeInt16LE(field.value, at + place);
      else if (field?.kind === 'long') buffer.writeBigInt64LE(BigInt(field.value), at + place);
      else if (field) buffer.writeUInt32LE(write(field) - at - place, at + place);
    }
    return at;
  };
  buffer.writeUInt32LE(write(root), 0);
  return buffer.subarray(0, up(end));
}

function up(length: number): number {
  return Math.ceil(length / 8) * 8;
}
