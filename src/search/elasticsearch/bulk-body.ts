import { type LoadRecord, longestStamp } from '../../load/index.ts';

const lineEnd = 0x0a;
const blank = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Characters that mean the same in JSON, in Latin-1 and in UTF-8. */
const plain = /^[ !#-[\]-~]*$/;

/** What is the same for all records, with room for a version of 19 digits. */
const fixed = 128 + longestStamp;

/** A size that {@link writeBody} will not exceed, in bytes. */
export function bodyBound(records: readonly LoadRecord[]): number {
  let bytes = 0;
  // JSON needs six bytes for a character at most.
  for (const record of records)
    bytes += (record.size ?? record.document.length) + 6 * record.key.length + fixed;
  return bytes;
}

/**
 * Writes the body of a bulk request: for each record a line that says what to do, then its document
 * with `_headrace` pasted in before the closing brace. Bytes are moved and never parsed: a load spends its
 * time here. What ends a document is written together with what begins the next, for each write has its price.
 *
 * @param into at least {@link bodyBound} bytes.
 * @returns how many bytes were written.
 */
export function writeBody(records: readonly LoadRecord[], version: string, into: Buffer): number {
  let at = 0;
  let ending = '';
  for (const { key, version: own = version, document, stamp } of records) {
    const isPlain = plain.test(key);
    const id = isPlain ? `"${key}"` : JSON.stringify(key);
    const action = `${ending}{"index":{"_id":${id},"version":${own},"version_type":"external_gte"}}\n`;
    at += into.write(action, at, isPlain ? 'latin1' : 'utf8');
    into.set(document, at);
    const end = at + document.length;
    const brace = stamp === undefined ? -1 : closingBrace(into, at, end);
    // What is no object goes as it is: to refuse it is up to Elasticsearch, which says why.
    const stop = brace < 0 ? end : brace;
    joinLines(into, at, stop);
    const comma = brace < 0 || isEmptyObject(into, at, brace) ? '' : ',';
    ending = brace < 0 ? '\n' : `${comma}"_headrace":${stamp}}\n`;
    at = stop;
  }
  return at + into.write(ending, at, 'latin1');
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
  // Where the search ends, which may not go through what the buffer held before.
  bytes[end] = lineEnd;
  for (let at = bytes.indexOf(lineEnd, start); at >= 0 && at < end; at = bytes.indexOf(lineEnd, at + 1))
    bytes[at] = blank;
}
