import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Problem } from '../../kernel/index.ts';
import type { Table } from '../../project/index.ts';
import { engineProblems } from '../duckdb/index.ts';
import { notReadAgain } from './problems.ts';

const identity = z.object({ size: z.number(), mtimeNs: z.string() });
const tableNote = z.object({
  /** After the last build. */
  rows: z.number().optional(),
  /** Raw files that were there when it was last built, by key. */
  files: z.record(z.string(), identity),
});
const notes = z.record(z.string(), tableNote);

/**
 * What we remember of the tables that Spark holds. Spark knows a file by its name alone: only from here is it
 * known that one changed after it was read. Losing this file loses such answers, and no row.
 */
export type Ledger = z.output<typeof notes>;
type TableNote = z.output<typeof tableNote>;

export function ledgerFile(folder: string): string {
  return join(folder, 'ledger.json');
}

export async function readLedger(path: string): Promise<Ledger> {
  try {
    return notes.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

export async function writeLedger(path: string, ledger: Ledger): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, JSON.stringify(ledger));
  await rename(draft, path);
}

interface File {
  readonly key: string;
  readonly size: number;
  readonly mtimeNs: string;
}

export function filesOf(files: readonly File[]): TableNote['files'] {
  return Object.fromEntries(files.map(({ key, size, mtimeNs }) => [key, { size, mtimeNs }]));
}

/** Whether there are files that the last build did not see as they are now. */
export function hasNewFiles(note: TableNote | undefined, files: readonly File[]): boolean {
  return files.some((file) => {
    const known = note?.files[file.key];
    return !known || changed(known, file);
  });
}

/** A problem for each streaming table whose files changed after they were read, as the table wants it. */
export function changedFiles(table: Table, note: TableNote | undefined, files: readonly File[]): Problem[] {
  if (table.kind !== 'streaming_table' || table.onChangedFile === 'ignore') return [];
  const different = files.flatMap((file) => {
    const known = note?.files[file.key];
    return known && changed(known, file) ? [file.key] : [];
  });
  if (different.length === 0) return [];
  const make = table.onChangedFile === 'reprocess' ? notReadAgain : engineProblems.fileChanged;
  return [make({ table: table.name, files: different }, table.source?.at)];
}

function changed(known: z.output<typeof identity>, now: File): boolean {
  return known.size !== now.size || known.mtimeNs !== now.mtimeNs;
}
