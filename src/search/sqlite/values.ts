import type { SQLOutputValue } from 'node:sqlite';

/** SQLite's columns have no static type: these say what a column must hold, and check it. */
type Cell = SQLOutputValue | undefined;

function mismatch(wanted: string, cell: Cell): TypeError {
  return new TypeError(`Expected ${wanted} in the index, found ${cell === null ? 'NULL' : typeof cell}`);
}

export function asNumber(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  throw mismatch('a number', cell);
}

export function asText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  throw mismatch('text', cell);
}

export function asBytes(cell: Cell): Uint8Array {
  if (cell instanceof Uint8Array) return cell;
  throw mismatch('bytes', cell);
}

export function asTextOrNull(cell: Cell): string | null {
  return cell === null ? null : asText(cell);
}
