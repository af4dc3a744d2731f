import type { LoadRecord } from '../../load/index.ts';

const lineEnd = 0x0a;
const blank = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Characters that mean the same in JSON, in Latin-1 and in UTF-8. */
const plain = /^[ !#-[\]-~]*$/;

/** A size that {@link writeBody} will not exceed, in bytes. */
export function bodyBound(records: readonly LoadRecord[]): number {
  let bytes = 0;
  // What is the same for all, and a version, are below 128 bytes; JSON needs six bytes for a character at most.
  for (const { key, document, stamp = '' } of records)
    bytes += document.length + 6 * key.length + stamp.length + 128;
  return bytes;
}

/**
 * Writes the body of a bulk request: for each record a line that says what to do, then its document
 * with `_headrace` pasted in before the closing brace. Bytes are moved and never parsed: a load spends its
 * time here.
 *
 * @param into at least {@link bodyBound} bytes.
 * @returns how many bytes were written.
 */
export function writeBody(records: readonly LoadRecord[], version: string, into: Buffer): number {
  let at = 0;
  for (const record of records) {
    at += writeAction(record.key, record.version ?? version, into, at);
    at = writeDocument(record, into, at);
  }
  return at;
}

function writeAction(key: string, version: string, into: Buffer, at: number): number {
  return plain.test(key)
    ? into.write(
        `{"index":{"_id":"${key}","version":${version},"version_type":"external_gte"}}\n`,
        at,
        'latin1',
      )
    : into.write(
        `{"index":{"_id":${JSON.stringify(key)},"version":${version},"version_type":"external_gte"}}\n`,
        at,
      );
}

function writeDocument({ document, stamp }: LoadRecord, into: Buffer, start: number): number {
  into.set(document, start);
  let end = start + document.length;
  const brace = stamp === undefined ? -1 : closingBrace(into, start, end);
  // What is no object goes as it is: to refuse it is up to Elasticsearch, which says why.
  if (brace < 0) into[end++] = lineEnd;
  else {
    const comma = isEmptyObject(into, start, brace) ? '' : ',';
    end = brace + into.write(`${comma}"_headrace":${stamp}}\n`, brace, 'latin1');
  }
  joinLines(into, start, end - 1);
  return end;
}

function closingBrace(bytes: Buffer, start: number, end: number): number {
  const last = lastThatIsNotBlank(bytes, start, end);
  return last > start && bytes[last] === closeBrace ? last : -1;
}

function isEmptyObject(bytes: Buffer, start: number, brace: number): boolean {
  return bytes[lastThatIsNotBlank(bytes, start, brace)] === openBrace;
}

function lastThatIsNotBlank(bytes: Buffer, start: number, end: number): number {
  let at = end - 1;
  while (at > start && (bytes[at] ?? 0) <= blank) at -= 1;
  return at;
}

/** A line end can only stand between the parts of a JSON text, where a blank does as well. */
function joinLines(bytes: Buffer, start: number, end: number): void {
  for (let at = bytes.indexOf(lineEnd, start); at >= 0 && at < end; at = bytes.indexOf(lineEnd, at + 1))
    bytes[at] = blank;
}
