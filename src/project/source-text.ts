import { codeFrame, type Location, type Place } from '../kernel/index.ts';
import { maskSecrets } from './secrets.ts';

/** A file's text that answers "which line is that?" quickly, however often it is asked. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset at which each line starts. */
  readonly #lineStarts: number[] = [0];
  #shown: string | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      this.#lineStarts.push(at + 1);
    }
  }

  /** The line of a character offset, from 1. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Where the line (from 1) starts; the end of the text for a line after the last. */
  startOfLine(line: number): number {
    return this.#lineStarts[line - 1] ?? this.text.length;
  }

  /** The place of a range. Its frame is drawn only when somebody looks, as most are never shown. */
  locate(start: number, end = start + 1): Location {
    const offset = Math.max(0, Math.min(start, this.text.length));
    const line = this.lineAt(offset);
    // A pointer stays on its line; the line break is no part of what it points at.
    const lineEnd = this.startOfLine(line + 1);
    const length = Math.max(1, this.text.slice(offset, Math.min(end, lineEnd)).trimEnd().length);
    const place: Place = { file: this.file, line, col: offset - this.startOfLine(line) + 1, length };
    const draw = (): string => {
      this.#shown ??= maskSecrets(this.text);
      return codeFrame(this.#shown, place);
    };
    return {
      place,
      get frame() {
        return draw();
      },
    };
  }
}
