import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { RecordScanner } from './record-scanner.ts';

/** Writes the first records of a file, unpacked when it is packed by gzip, to another file. */
export async function cutFile(from: string, to: string, scanner: RecordScanner): Promise<void> {
  const file = createReadStream(from);
  const bytes = from.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  const target = await open(to, 'w');
  try {
    await copyRecords(bytes, target, scanner);
  } finally {
    file.destroy();
    await target.close();
  }
}

async function copyRecords(
  bytes: AsyncIterable<Uint8Array>,
  target: FileHandle,
  scanner: RecordScanner,
): Promise<void> {
  for await (const piece of bytes) {
    const end = scanner.feed(piece);
    await target.writeFile(end === undefined ? piece : piece.subarray(0, end));
    if (end === undefined) continue;
    await target.writeFile(scanner.closing());
    return;
  }
}
