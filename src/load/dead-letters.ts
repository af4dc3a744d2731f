import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeadraceError } from '../kernel/index.ts';
import { reasonOf } from './course.ts';
import { letterLines, parseLetter } from './letter-lines.ts';
import { noDeadLetters } from './problems.ts';
import type { DeadLetter, DeadLetterSink } from './types.ts';

/** Dead letters of a file, in the order they were written. See {@link letterLines} for errors. */
export async function* readDeadLetters(path: string): AsyncGenerator<DeadLetter> {
  for await (const { letter } of letterLines(path)) yield letter;
}

/**
 * Dead letters as lines of JSON in a file that only its owner may read; they hold whole documents. The
 * file comes into being with the first letter. One load at a time may write to it.
 *
 * @throws HeadraceError HR-LOAD-006 when the file or its folder does not let us.
 */
export async function openDeadLetters(path: string): Promise<DeadLetterSink> {
  let file = await explained(path, () => openExisting(path));
  return {
    resume: (load, count) =>
      explained(path, async () => {
        if (file) await dropAfter(path, file, load, count);
      }),
    write: (letters) =>
      explained(path, async () => {
        file ??= await create(path);
        await file.appendFile(letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
        await file.datasync();
      }),
    close: async () => {
      await file?.close();
      file = undefined;
    },
  };
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  const found: Stats | undefined = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const file = await open(path, 'a+', 0o600);
  try {
    await repair(file, found.size);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function create(path: string): Promise<FileHandle> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(path, 'a+', 0o600);
  // A new file is a name in its folder: that, too, must survive a power cut.
  const parent = await open(folder, 'r').catch(() => undefined);
  await parent?.sync().catch(() => {});
  await parent?.close();
  return file;
}

/** A crash may have cut the last line off. A letter that lacks only its line end is kept. */
async function repair(file: FileHandle, size: number): Promise<void> {
  const last = await afterLastLineEnd(file, size);
  if (last.length === 0) return;
  if (typeof parseLetter(last.toString('utf8')) === 'string') await file.truncate(size - last.length);
  else await file.appendFile('\n');
  await file.sync();
}

async function afterLastLineEnd(file: FileHandle, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - 64 * 1024);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const lineEnd = buffer.lastIndexOf(10);
    parts.unshift(buffer.subarray(lineEnd + 1));
    if (lineEnd >= 0) break;
    end = start;
  }
  return Buffer.concat(parts);
}

/** Cuts off this load's letters after the first `count` of them; never one that another load has written. */
async function dropAfter(path: string, file: FileHandle, load: string, count: number): Promise<void> {
  let kept = 0;
  let left = count;
  for await (const { letter, end } of letterLines(path)) {
    if (letter.load === load && left <= 0) continue;
    if (letter.load === load) left -= 1;
    kept = end;
  }
  if (kept === (await file.stat()).size) return;
  await file.truncate(kept);
  await file.sync();
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    throw new HeadraceError(noDeadLetters({ path, reason: reasonOf(error) }), { cause: error });
  }
}
