import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { exitCode, HeadraceError, type Location, type Problem } from '../../kernel/index.ts';
import { columnName, mainColumns } from './columns.ts';
import type { CellValue, ListCell, ListChanges, ListFile, ListRow } from './list-file.ts';
import { locator } from './list-file.ts';
import { duplicateColumn, notCsv, tooManyCells } from './problems.ts';
import { decodeText, type Encoding, encodeText } from './text-bytes.ts';

/** A cell as it is written: whether it stands in quotes is a habit that is kept. */
interface Written {
  readonly text: string;
  readonly quoted: boolean;
}

/** What a spreadsheet decides about a CSV file, and expects to find again. */
interface Dialect {
  readonly encoding: Encoding;
  /** A first line `sep=;`, which Excel reads, with its end. */
  readonly preamble: string;
  readonly delimiter: string;
  readonly lineEnd: string;
  /** Whether the last line has an end too. */
  readonly closed: boolean;
}

const plain: Dialect = {
  encoding: { name: 'utf-8', mark: false },
  preamble: '',
  delimiter: ',',
  lineEnd: '\n',
  closed: true,
};

/**
 * Reads CSV (RFC 4180) as spreadsheets write it: separated by commas, semicolons, tabs or bars, with or without
 * a byte order mark, any line ends, empty rows.
 *
 * @param problems takes what is wrong with single rows.
 * @throws HeadraceError (exit code 2) when the file is no CSV.
 */
export function readCsvFile(file: string, bytes: Uint8Array, problems: Problem[]): ListFile {
  const { text: whole, encoding } = decodeText(file, bytes);
  const preamble = /^sep=(.)\r?\n/i.exec(whole);
  const text = whole.slice(preamble?.[0].length ?? 0);
  const delimiter = preamble?.[1] ?? delimiterOf(text);
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const dialect = {
    ...{ encoding, preamble: preamble?.[0] ?? '', delimiter, lineEnd },
    closed: /[\r\n]$/.test(text),
  };
  const at = locator(file, whole);
  const grid = parseGrid(text, dialect, at);
  const firstLine = preamble ? 2 : 1;
  const lines = startingLines(grid, firstLine);
  const columns = (grid[0] ?? []).map((heading, index) => ({
    name: columnName(heading.text),
    at: () => at(firstLine, columnAt(grid[0] ?? [], index), heading.text.length),
  }));
  problems.push(...repeatedColumns(columns));
  const filled = grid
    .map((cells, index) => ({ cells, line: lines[index] ?? 1, index }))
    .filter(({ cells, index }) => index > 0 && cells.some(({ text }) => text.trim() !== ''));
  const rows = filled.map(({ cells, line }): ListRow => {
    const extra = cells.slice(columns.length).findIndex(({ text }) => text.trim() !== '');
    if (extra >= 0) {
      const where = at(
        line,
        columnAt(cells, columns.length + extra),
        cells[columns.length + extra]?.text.length,
      );
      problems.push(tooManyCells({ cells: cells.length, columns: columns.length, delimiter }, where));
    }
    return rowOf(cells, columns, (index) => at(line, columnAt(cells, index), cells[index]?.text.length));
  });
  return {
    columns,
    rows,
    change(changes) {
      const positions = filled.map(({ index }) => index);
      return render(
        changed(
          grid,
          columns.map(({ name }) => name),
          positions,
          changes,
        ),
        dialect,
      );
    },
  };
}

/** A new CSV file with these columns and rows. */
export function newCsvFile(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, CellValue>>[],
): Uint8Array {
  const grid = [
    columns.map((name) => write(name)),
    ...rows.map((row) => columns.map((name) => write(row[name]))),
  ];
  return render(grid, plain);
}

/** The separator that the heading has most of, outside quotes. */
function delimiterOf(text: string): string {
  const heading = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, n: heading.split(mark).length }));
  return counts.reduce((best, next) => (next.n > best.n ? next : best)).mark;
}

function parseGrid(
  text: string,
  { delimiter, preamble }: Dialect,
  at: (line: number, col: number) => Location,
): Written[][] {
  try {
    const quoted: boolean[] = [];
    const cast = (text: string, { quoting }: { readonly quoting: boolean }): string => {
      quoted.push(quoting);
      return text;
    };
    const options = { delimiter, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'], cast };
    let next = 0;
    return parse(text, options).map((row) =>
      row.map((text) => {
        const cell = { text, quoted: quoted[next] ?? false };
        next += 1;
        return cell;
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (typeof error.lines === 'number' ? error.lines : 1) + (preamble === '' ? 0 : 1);
    throw new HeadraceError(notCsv({ reason: reasons[error.code] ?? error.message }, at(line, 1)), {
      exitCode: exitCode.usage,
      cause: error,
    });
  }
}

/** The library's codes that a list can lead to, in words for people. */
const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'after a closing quote comes more text',
  INVALID_OPENING_QUOTE: 'a quote stands in the middle of a cell that is not quoted',
};

/** Lines on which rows begin: quoted cells may hold line breaks. */
function startingLines(grid: readonly (readonly Written[])[], first: number): number[] {
  let next = first;
  return grid.map((cells) => {
    const line = next;
    next += 1 + cells.reduce((sum, { text }) => sum + (text.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
    return line;
  });
}

/** Where a cell begins in its line, from 1. */
function columnAt(cells: readonly Written[], index: number): number {
  const widths = cells.slice(0, index).map(({ text, quoted }) => {
    return 1 + (quoted ? text.replaceAll('"', '""').length + 2 : text.length);
  });
  return widths.reduce((sum, width) => sum + width, 1) + (cells[index]?.quoted ? 1 : 0);
}

function repeatedColumns(columns: ListFile['columns']): Problem[] {
  const seen = new Set<string>();
  return columns.flatMap(({ name, at }) => {
    const again = name !== '' && seen.has(name);
    seen.add(name);
    return again ? [duplicateColumn({ name }, at())] : [];
  });
}

function rowOf(
  cells: readonly Written[],
  columns: ListFile['columns'],
  at: (index: number) => Location,
): ListRow {
  const found = columns.flatMap(({ name }, index): [string, ListCell][] => {
    const text = cells[index]?.text ?? '';
    return name === '' || text.trim() === '' ? [] : [[name, { value: text, at: () => at(index) }]];
  });
  return { cells: new Map(found), at: () => at(0) };
}

/** The grid with changes. New columns come after the last one. */
function changed(
  grid: readonly (readonly Written[])[],
  names: readonly string[],
  positions: readonly number[],
  { changed, removed, added }: ListChanges,
): Written[][] {
  const wanted = new Set([...changed.values(), ...added].flatMap((row) => Object.keys(row)));
  const fresh = [...new Set([...mainColumns, ...wanted])].filter(
    (name) => wanted.has(name) && !names.includes(name),
  );
  const columns = [...names, ...fresh];
  const heading = [...(grid[0] ?? []), ...fresh.map((name) => write(name))];
  const quoted = (grid[0] ?? []).length > 0 && (grid[0] ?? []).every((cell) => cell.quoted);
  const rowAt = new Map(positions.map((position, row) => [position, row]));
  const rows = grid.slice(1).flatMap((cells, index): Written[][] => {
    const row = rowAt.get(index + 1);
    if (row !== undefined && removed.has(row)) return [];
    const values = row === undefined ? undefined : changed.get(row);
    if (values === undefined) return [[...cells]];
    const edited = Array.from({ length: columns.length }, (_, at) => {
      const name = columns[at] ?? '';
      const before = cells[at] ?? { text: '', quoted };
      return Object.hasOwn(values, name) ? write(values[name], before.quoted) : before;
    });
    return [edited];
  });
  return [heading, ...rows, ...added.map((row) => columns.map((name) => write(row[name], quoted)))];
}

function write(value: CellValue, quoted = false): Written {
  if (value === undefined) return { text: '', quoted };
  if (typeof value === 'string' || typeof value === 'number') return { text: String(value), quoted };
  if (!Array.isArray(value)) return { text: JSON.stringify(value), quoted };
  // A list is easier to read, and to type, without JSON.
  const simple = value.every((item: string) => item === item.trim() && /^[^,;[\]]+$/.test(item));
  return { text: simple ? value.join(',') : JSON.stringify(value), quoted };
}

function render(grid: readonly (readonly Written[])[], dialect: Dialect): Uint8Array {
  const { preamble, delimiter, lineEnd, closed, encoding } = dialect;
  const text = stringify([...grid], {
    delimiter,
    record_delimiter: lineEnd,
    eof: closed,
    cast: { object: ({ text, quoted }) => ({ value: String(text), quoted: quoted === true }) },
  });
  return encodeText(preamble + text, encoding);
}
