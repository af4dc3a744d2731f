import { FlatTable } from './flat-buffer.ts';

/** A column of texts. They stay where they are: what is handed out are parts of the stream's own bytes. */
export type TextColumn = (row: number) => Uint8Array | undefined;

export interface TextBatch {
  readonly rows: number;
  readonly columns: readonly TextColumn[];
}

// Numbers of Arrow's schema: kinds of messages, of types, and the fields of its tables.
const kinds = { schema: 1, recordBatch: 3 } as const;
const types = { text: 5, largeText: 20 } as const;
const message = { kind: 1, header: 2, bodyLength: 3 } as const;
const schema = { bigEndian: 0, fields: 1 } as const;
const schemaField = { type: 2, dictionary: 4 } as const;
const batch = { rows: 0, nodes: 1, buffers: 2, compression: 3 } as const;

/** Comes before each message. */
const mark = 0xffffffff;

/**
 * Reads an Arrow IPC stream whose columns are all texts: as much of Arrow as that takes, so that nothing has
 * to be parsed, copied or made into strings. By https://arrow.apache.org/docs/format/Columnar.html.
 *
 * @throws RangeError for a stream that is cut off, TypeError for one with anything else in it.
 */
export function* readTexts(stream: Uint8Array): Generator<TextBatch, void, undefined> {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let wide: readonly boolean[] = [];
  let at = 0;
  while (at < stream.length) {
    if (view.getUint32(at, true) !== mark) throw new TypeError('it is no Arrow stream');
    const size = view.getInt32(at + 4, true);
    if (size === 0) return;
    const head = FlatTable.root(part(stream, at + 8, size));
    const body = part(stream, at + 8 + size, head.long(message.bodyLength));
    at += 8 + size + body.length;
    const header = head.table(message.header);
    const kind = head.byte(message.kind);
    if (header !== undefined && kind === kinds.schema) wide = textColumns(header);
    else if (header !== undefined && kind === kinds.recordBatch) yield textBatch(header, body, wide);
    else throw new TypeError(`there is a message of kind ${kind} in it`);
  }
}

/** @returns for each column whether its texts may be longer than 2 GB together. */
function textColumns(header: FlatTable): readonly boolean[] {
  if (header.short(schema.bigEndian) !== 0) throw new TypeError('its numbers are big-endian');
  return header.tables(schema.fields).map((field, index) => {
    const type = field.byte(schemaField.type);
    const isText = type === types.text || type === types.largeText;
    if (!isText || field.table(schemaField.dictionary) !== undefined) {
      throw new TypeError(`column ${index + 1} is no text (type ${type})`);
    }
    return type === types.largeText;
  });
}

function textBatch(header: FlatTable, body: Uint8Array, wide: readonly boolean[]): TextBatch {
  if (header.table(batch.compression) !== undefined) throw new TypeError('it is compressed');
  const rows = header.long(batch.rows);
  const nodes = header.pairs(batch.nodes);
  const buffers = header.pairs(batch.buffers).map(([offset, length]) => part(body, offset, length));
  const columns = wide.map((isWide, index) => {
    const [valid, offsets, data] = buffers.slice(index * 3, index * 3 + 3);
    if (valid === undefined || offsets === undefined || data === undefined) {
      throw new RangeError('buffers are missing');
    }
    const hasNulls = (nodes[index]?.[1] ?? 0) > 0;
    return textColumn(hasNulls ? valid : undefined, offsetsIn(offsets, isWide), data);
  });
  return { rows, columns };
}

/** @param valid a bit for each row that is not NULL. */
function textColumn(
  valid: Uint8Array | undefined,
  offset: (row: number) => number,
  data: Uint8Array,
): TextColumn {
  return (row) => {
    if (valid !== undefined && (((valid[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) return undefined;
    const start = offset(row);
    return part(data, start, offset(row + 1) - start);
  };
}

function offsetsIn(bytes: Uint8Array, wide: boolean): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return wide
    ? (index) => Number(view.getBigInt64(index * 8, true))
    : (index) => view.getInt32(index * 4, true);
}

/** `subarray` would quietly give less. */
function part(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (start < 0 || length < 0 || start + length > bytes.length) throw new RangeError('it is cut off');
  return bytes.subarray(start, start + length);
}
