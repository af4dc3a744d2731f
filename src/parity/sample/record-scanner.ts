import type { FileSource } from '../../project/index.ts';

/** Finds where the first records of a file end; the file is fed piece by piece. */
export interface RecordScanner {
  /** @returns the offset in this piece at which the wanted records end; undefined when it needs more. */
  feed(piece: Uint8Array): number | undefined;
  /** What has to follow the records, so that the beginning of the file is a whole file. */
  closing(): string;
}

const newline = 0x0a;
const backslash = 0x5c;

/** @returns undefined for formats that are not cut as text. */
export function recordScanner(source: FileSource, wanted: number): RecordScanner | undefined {
  switch (source.format) {
    case 'text':
      return lines(wanted);
    case 'csv':
      return csvRecords(source, wanted + ((source.options.header ?? true) ? 1 : 0));
    case 'json':
      return jsonRecords(wanted);
    case 'parquet':
      return undefined;
  }
}

function lines(wanted: number): RecordScanner {
  let seen = 0;
  return scanner((byte) => {
    if (byte === newline) seen += 1;
    return seen >= wanted;
  });
}

/** Lines, but for those that end within quotes. */
function csvRecords({ options }: FileSource, wanted: number): RecordScanner {
  const quote = lastByte(options.quote ?? '"');
  const escaping = lastByte(options.escape ?? options.quote ?? '"');
  const delimiter = lastByte(options.delimiter ?? ',');
  let seen = 0;
  let inside = false;
  let escaped = false;
  let fieldStart = true;
  return scanner((byte) => {
    if (inside) {
      if (escaped) escaped = false;
      else if (byte === escaping && escaping !== quote) escaped = true;
      // A doubled quote ends here and begins again with the next byte.
      else if (byte === quote) inside = false;
      fieldStart = byte === quote;
      return false;
    }
    if (byte === quote && fieldStart) inside = true;
    fieldStart = byte === delimiter || byte === newline;
    if (byte === newline) seen += 1;
    return seen >= wanted;
  });
}

/** Objects, one after the other or in one array. */
function jsonRecords(wanted: number): RecordScanner {
  let seen = 0;
  let depth = 0;
  let inArray: boolean | undefined;
  let inText = false;
  let escaped = false;
  const scan = scanner((byte) => {
    if (inText) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === 0x22) inText = false;
      return false;
    }
    if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      inArray ??= byte === 0x5b;
      depth += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth === (inArray ? 1 : 0)) seen += 1;
    }
    return seen >= wanted;
  });
  return { feed: scan.feed, closing: () => (inArray ? ']\n' : '\n') };
}

function scanner(isEnd: (byte: number) => boolean): RecordScanner {
  return {
    feed(piece) {
      for (const [index, byte] of piece.entries()) if (isEnd(byte)) return index + 1;
      return undefined;
    },
    closing: () => '',
  };
}

function lastByte(text: string): number | undefined {
  return Buffer.from(text).at(-1);
}
