import type { Location, Place } from './problem.ts';

const context = 2;
const maxWidth = 160;

/** Turns a 0-based character offset into a place (1-based line and column). */
function placeAt(file: string, text: string, offset: number, length?: number): Place {
  const before = text.slice(0, Math.max(0, Math.min(offset, text.length)));
  const line = before.split('\n').length;
  const col = before.length - before.lastIndexOf('\n');
  return { file, line, col, ...(length !== undefined && { length }) };
}

/**
 * Draws the lines around a place, with a pointer under it:
 *
 *       3 | tables:
 *     > 4 |   - nam: orders
 *         |     ^^^
 *       5 |     layer: bronze
 */
export function codeFrame(text: string, place: Place): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, place.line - context);
  const last = Math.min(lines.length, place.line + context);
  const digits = String(last).length;
  const out: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const content = lines[number - 1] ?? '';
    const shown = content.length > maxWidth ? `${content.slice(0, maxWidth - 1)}…` : content;
    const mark = number === place.line ? '>' : ' ';
    out.push(`${mark} ${String(number).padStart(digits)} | ${shown}`.trimEnd());
    if (number === place.line && place.col <= maxWidth) {
      const rest = Math.max(1, content.length - place.col + 1);
      const width = Math.min(Math.max(1, place.length ?? 1), rest);
      // Tabs are kept so that the pointer stands under the same column.
      const indent = content.slice(0, place.col - 1).replace(/[^\t]/g, ' ');
      out.push(`  ${' '.repeat(digits)} | ${indent}${'^'.repeat(width)}`);
    }
  }
  return out.join('\n');
}

/** A place and its frame, from an offset into the text. */
export function locate(file: string, text: string, offset: number, length?: number): Location {
  const place = placeAt(file, text, offset, length);
  return { place, frame: codeFrame(text, place) };
}
