import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Problem } from '../../kernel/index.ts';
import type { Table } from '../../project/index.ts';
import { engineProblems } from '../duckdb/index.ts';
import { notReadAgain } from './problems.ts';

const identity = z.object({ size: z.number(), mtimeNs: z.string() });
const tableNote = z.object({
  /** What it was built as. */
  kind: z.enum(['streaming_table', 'materialized_view']).optional(),
  /** A materialized view that was begun to be built, and is perhaps empty. */
  unfinished: z.boolean().optional(),
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

/** Names of the tables that the last run did not come to the end of. */
export function unfinished(ledger: Ledger): string[] {
  return Object.entries(ledger).flatMap(([name, note]) => (note.unfinished ? [name] : []));
}

/** The ledger with these tables, and no others, marked as unfinished. */
export function markUnfinished(ledger: Ledger, tables: ReadonlySet<string>): Ledger {
  const notes = [...tables].map((name): [string, TableNote] => [name, { files: {}, ...ledger[name] }]);
  return Object.fromEntries(
    Object.entries({ ...ledger, ...Object.fromEntries(notes) }).map(([name, { unfinished: _, ...note }]) => [
      name,
      tables.has(name) ? { ...note, unfinished: true } : note,
    ]),
  );
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

/**
 * What keeps a table from going on where its last build ended, and makes it start over: it is of another kind
 * now, or files changed after it read them.
 */
export function startOver(
  table: Table,
  before: TableNote | undefined,
  now: { readonly kind: Table['kind'] | undefined; readonly files: readonly File[] },
): Problem[] {
  const { name } = table;
  if (before?.kind && now.kind && before.kind !== now.kind)
    return [engineProblems.kindChanged({ table: name, before: before.kind, now: now.kind }, table.at)];
  if (now.kind !== 'streaming_table' || table.onChangedFile === 'ignore') return [];
  const different = now.files.flatMap((file) => {
    const known = before?.files[file.key];
    return known && changed(known, file) ? [file.key] : [];
  });
  return different.length === 0 ? [] : [notReadAgain({ table: name, files: different }, table.source?.at)];
}

function changed(known: z.output<typeof identity>, now: File): boolean {
  return known.size !== now.size || known.mtimeNs !== now.mtimeNs;
}
