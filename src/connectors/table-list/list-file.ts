import { codeFrame, type Location } from '../../kernel/index.ts';

/** What stands in a cell: text and numbers in CSV as text, in JSON and YAML as they are. */
export interface ListCell {
  readonly value: unknown;
  readonly at: () => Location;
}

/** A row of the list, by column names; columns that it says nothing in are missing. */
export interface ListRow {
  readonly cells: ReadonlyMap<string, ListCell>;
  readonly at: () => Location;
}

/** What Headrace writes into a cell. `undefined` empties it. */
export type CellValue = string | number | readonly string[] | Readonly<Record<string, string>> | undefined;

/** Cells to write, by column. */
export type RowValues = Readonly<Record<string, CellValue>>;

/** Changes to a file, by positions of its rows. Whatever is not named stays as it is. */
export interface ListChanges {
  readonly changed: ReadonlyMap<number, RowValues>;
  readonly removed: ReadonlySet<number>;
  readonly added: readonly RowValues[];
}

/** A table list as it is written, in whichever format. */
export interface ListFile {
  readonly columns: readonly { readonly name: string; readonly at: () => Location }[];
  readonly rows: readonly ListRow[];
  /** The file's content with changes, in its own format and habits. */
  change(changes: ListChanges): Uint8Array;
}

/** Frames cost a look at the whole text, and nobody reads hundreds of them. */
const mostFrames = 30;

/** Places in a text, the first of them with the lines around. */
export function locator(
  file: string,
  text: string,
): (line: number, col: number, length?: number) => Location {
  let framed = 0;
  return (line, col, length = 1) => {
    const place = { file, line, col, length: Math.max(1, length) };
    framed += 1;
    return framed > mostFrames ? { place } : { place, frame: codeFrame(text, place) };
  };
}
