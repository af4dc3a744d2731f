import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { type DeadLetter, readDeadLetters } from '../../load/index.ts';
import { noSuchDeadLetters } from '../problems.ts';
import { deadLetterFolder } from '../record/recorded-load.ts';

/** A file of dead letters: those of one load. */
export interface LetterFile {
  readonly path: string;
  /** The alias, or the index, that the records were for. */
  readonly index: string;
  /** Of the load's key; see `deadLetterMark`. */
  readonly mark: string;
}

export interface LetterPlace {
  readonly root: string;
  /** Folder; `.headrace/dead-letters` unless said. */
  readonly deadLetters: string | undefined;
  /** Only those of this index. */
  readonly index: string | undefined;
}

/** A dead letter for people; without the document, which may be large and nobody's business. */
export interface ListedLetter extends Omit<DeadLetter, 'document' | 'stamp' | 'position'> {
  readonly index: string;
  readonly file: string;
  /** Size of the document. */
  readonly bytes: number;
}

/** @throws HeadraceError (exit code 2) when an index is asked for that has none, and others have some. */
export async function letterFiles({ root, deadLetters, index }: LetterPlace): Promise<LetterFile[]> {
  const folder = deadLetterFolder(root, deadLetters);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files = names.sort().flatMap((name): LetterFile[] => {
    const [, of, mark] = /^(.+)-([0-9a-f]{8})\.jsonl$/.exec(name) ?? [];
    return of === undefined || mark === undefined ? [] : [{ path: join(folder, name), index: of, mark }];
  });
  if (index === undefined) return files;
  const own = files.filter((file) => file.index === index);
  if (own.length > 0 || files.length === 0) return own;
  const problem = noSuchDeadLetters({ index, names: [...new Set(files.map((file) => file.index))] });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

/** All of them, file by file, in the order they were written. */
export async function* listLetters(place: LetterPlace): AsyncGenerator<ListedLetter> {
  for (const { path, index } of await letterFiles(place)) {
    for await (const letter of readDeadLetters(path)) {
      const { document, stamp: _, position: _position, ...shown } = letter;
      yield { index, ...shown, bytes: Buffer.byteLength(document), file: path };
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
