import { createReadStream } from 'node:fs';
import { HeadraceError, isRecord } from '../kernel/index.ts';
import { reasonOf } from './course.ts';
import { badDeadLetter, noDeadLetters } from './problems.ts';
import { isStamp } from './stamps.ts';
import type { DeadLetter } from './types.ts';

/** One line of a file of dead letters. */
export interface LetterLine {
  readonly letter: DeadLetter;
  /** Bytes from the start of the file to behind this line. */
  readonly end: number;
}

/**
 * Reads dead letters from a place behind a line on. A last line that was cut off by a crash is left
 * out: its record is not settled, and its load will judge it again.
 *
 * @throws HeadraceError HR-LOAD-005 with file and line, HR-LOAD-006 when the file cannot be read.
 */
export async function* letterLines(path: string, from = 0): AsyncGenerator<LetterLine> {
  for await (const { text, end, whole } of lines(path, from)) {
    const parsed = parseLetter(text);
    if (typeof parsed !== 'string') yield { letter: parsed, end };
    else if (whole)
      throw new HeadraceError(
        badDeadLetter({ file: path, line: await lineNumber(path, end), reason: parsed }),
      );
  }
}

/** @returns the letter, or what is wrong with it. */
export function parseLetter(text: string): DeadLetter | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return reasonOf(error);
  }
  if (!isRecord(value)) return 'it is no JSON object';
  const { at, load, key, position, reason, attempts, version, stamp, document } = value;
  if (typeof key !== 'string' && key !== null) return '"key" must be a text or null';
  if (typeof at !== 'string') return '"at" must be a text';
  if (typeof load !== 'string' || !/^\d+$/.test(load)) return '"load" must be a whole number as text';
  if (typeof position !== 'string') return '"position" must be a text';
  if (typeof reason !== 'string') return '"reason" must be a text';
  if (typeof document !== 'string') return '"document" must be a text';
  return {
    ...{ at, load, key, position, reason, document },
    attempts: typeof attempts === 'number' ? attempts : 0,
    ...(typeof version === 'string' && { version }),
    ...(isStamp(stamp) && { stamp }),
  };
}

interface Line {
  readonly text: string;
  readonly end: number;
  /** Whether it has its line end. */
  readonly whole: boolean;
}

async function* lines(path: string, from: number): AsyncGenerator<Line> {
  let begun: Buffer[] = [];
  let end = from;
  for await (const chunk of chunks(path, from)) {
    let start = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...begun, chunk.subarray(start, at)]);
      begun = [];
      start = at + 1;
      end += line.length + 1;
      yield { text: line.toString('utf8'), end, whole: true };
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  const last = Buffer.concat(begun);
  if (last.length > 0) yield { text: last.toString('utf8'), end: end + last.length, whole: false };
}

async function* chunks(path: string, start: number): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { start, highWaterMark: 256 * 1024 })) yield chunk;
  } catch (error) {
    throw new HeadraceError(noDeadLetters({ path, reason: reasonOf(error) }), { cause: error });
  }
}

/** Number of the line, from 1, that ends there. */
async function lineNumber(path: string, end: number): Promise<number> {
  let line = 0;
  for await (const found of lines(path, 0)) {
    line += 1;
    if (found.end >= end) break;
  }
  return line;
}
